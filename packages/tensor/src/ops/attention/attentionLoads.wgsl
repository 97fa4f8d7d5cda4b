// The rows that all invocations of a workgroup go through are loaded where they are used, for adapters on
// which a barrier costs more than a load. The kernel's text provides firstVector and secondVector.
struct Rows { base: vec2u, step: vec2u, count: u32 }

const QUADS = 4u;
const TILE = 4u * QUADS;

// A number that the compiler does not know: unrolled loops take it minutes, and make nothing faster.
fn vectors() -> u32 {
  return (params.headDim + 3u) / 4u;
}

fn bringTile(rows: Rows, start: u32, local: u32) {}

fn firstPart(rows: Rows, start: u32, j: u32, d: u32) -> vec4f {
  return firstVector(rows.base.x + min(start + j, rows.count - 1u) * rows.step.x, d);
}

fn secondPart(rows: Rows, start: u32, j: u32, d: u32) -> vec4f {
  return secondVector(rows.base.y + min(start + j, rows.count - 1u) * rows.step.y, d);
}
