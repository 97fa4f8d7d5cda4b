/**
 * WGSL functions `<buffer>Vector(at, d)`: vector d of the head whose first element lies at element `at`,
 * filled up with zeros where HEAD_DIM ends within a vector. Where heads are whole vectors (WHOLE) it is one
 * load. The buffers are bound as vec4<f32> or vec4<f16>.
 */
export function headVectors(...buffers: readonly string[]): string {
  const functions = buffers.map(
    (buffer) => `
fn ${buffer}Element(at: u32, d: u32) -> f32 {
  if (d >= HEAD_DIM) {
    return 0.0;
  }
  return f32(${buffer}[(at + d) / 4u][(at + d) % 4u]);
}

fn ${buffer}Vector(at: u32, d: u32) -> vec4f {
  if (WHOLE == 1u) {
    return vec4f(${buffer}[at / 4u + d]);
  }
  let e = 4u * d;
  return vec4f(
    ${buffer}Element(at, e),
    ${buffer}Element(at, e + 1u),
    ${buffer}Element(at, e + 2u),
    ${buffer}Element(at, e + 3u),
  );
}`,
  );
  return functions.join('\n');
}

/** The constants that the WGSL of attention shares. */
export function headConstants({ headDim, dropThreshold, hasBias, hasDocuments }: HeadParams) {
  return {
    HEAD_DIM: headDim,
    /** Vectors per head. */
    VECTORS: Math.ceil(headDim / 4),
    WHOLE: headDim % 4 === 0 ? 1 : 0,
    DROPOUT: dropThreshold > 0 ? 1 : 0,
    /** Whether anything is added to scores. */
    MASKED: hasBias + hasDocuments > 0 ? 1 : 0,
  };
}

/** Queries or keys per workgroup where attentionLoads.wgsl is in use. */
export function softwareBlock({ headDim }: { readonly headDim: number }): number {
  return headDim <= 64 ? 256 : 64;
}

/** Queries or keys per workgroup where attentionLanes.wgsl is in use. */
export function lanesBlock({ headDim }: { readonly headDim: number }): number {
  return headDim <= 16 ? 16 : 8;
}

interface HeadParams {
  readonly headDim: number;
  readonly dropThreshold: number;
  readonly hasBias: number;
  readonly hasDocuments: number;
}
