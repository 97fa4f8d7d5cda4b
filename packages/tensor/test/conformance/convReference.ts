import { elements } from './caseValues.ts';
import type { Shape } from '../../src/index.ts';

export type Pair = readonly [number, number];

/** A convolution [B, C, H, W] → [B, O, OH, OW] with weights [O, C/groups, KH, KW]. */
export interface ConvPlan {
  readonly x: Shape;
  readonly weight: Shape;
  readonly out: Shape;
  readonly stride: Pair;
  /** Zeros before the first row and column. */
  readonly padding: Pair;
  readonly dilation: Pair;
  readonly groups: number;
}

/** Calls `visit` for every product that a convolution adds up: positions in out, x and weight. */
export function eachProduct(plan: ConvPlan, visit: (out: number, x: number, weight: number) => void): void {
  const { stride, padding, dilation, groups } = plan;
  const [, channels = 0, height = 0, width = 0] = plan.x;
  const [outChannels = 0, depth = 0, kernelH = 0, kernelW = 0] = plan.weight;
  const [, , outHeight = 0, outWidth = 0] = plan.out;
  for (let at = 0; at < elements(plan.out); at++) {
    const j = at % outWidth;
    const i = Math.floor(at / outWidth) % outHeight;
    const o = Math.floor(at / (outWidth * outHeight)) % outChannels;
    const b = Math.floor(at / (outWidth * outHeight * outChannels));
    const first = Math.floor(o / (outChannels / groups)) * depth;
    for (let c = 0; c < depth; c++) {
      for (let ky = 0; ky < kernelH; ky++) {
        const y = i * stride[0] + ky * dilation[0] - padding[0];
        if (y < 0 || y >= height) continue;
        for (let kx = 0; kx < kernelW; kx++) {
          const x = j * stride[1] + kx * dilation[1] - padding[1];
          if (x < 0 || x >= width) continue;
          visit(
            at,
            ((b * channels + first + c) * height + y) * width + x,
            ((o * depth + c) * kernelH + ky) * kernelW + kx,
          );
        }
      }
    }
  }
}

/** The convolution, or with `transposed` what takes `out` back to `x`, plus a bias per channel. */
export function convReference(
  plan: ConvPlan,
  source: Float64Array,
  weight: Float64Array,
  bias: Float64Array | undefined,
  transposed = false,
): Float64Array {
  const shape = transposed ? plan.x : plan.out;
  const [, channels = 0, height = 0, width = 0] = shape;
  const result = Float64Array.from(
    { length: elements(shape) },
    (_, i) => bias?.[Math.floor(i / (height * width)) % channels] ?? 0,
  );
  eachProduct(plan, (out, x, w) => {
    const [to, from] = transposed ? [x, out] : [out, x];
    result[to] = (result[to] ?? 0) + (weight[w] ?? NaN) * (source[from] ?? NaN);
  });
  return result;
}

/** Bounds for the rounding of sums of so many terms. */
export function sumTolerance(terms: number): { absolute: number; relative: number } {
  return { absolute: 3e-6 * Math.sqrt(4 + terms), relative: 4e-6 };
}
