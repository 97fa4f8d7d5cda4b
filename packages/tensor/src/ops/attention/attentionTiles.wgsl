// The rows that all invocations of a workgroup go through (keys and values, or queries and gradients) come
// through workgroup memory, TILE rows at a time. The kernel's text provides firstVector and secondVector.
struct Rows { base: vec2u, step: vec2u, count: u32 }

const QUADS = 1u;
const TILE = max(4u, min(16u, 256u / VECTORS / 4u * 4u));
var<workgroup> tileFirst: array<vec4f, TILE * VECTORS>;
var<workgroup> tileSecond: array<vec4f, TILE * VECTORS>;

// Loops over a head's vectors are for the compiler to unroll, so that what an invocation holds of heads
// lies in registers. Heads of more than 64 channels do not fit there anyway.
fn vectors() -> u32 {
  if (VECTORS <= 16u) {
    return VECTORS;
  }
  return (params.headDim + 3u) / 4u;
}

fn bringTile(rows: Rows, start: u32, local: u32) {
  // The tile before is read to its end first.
  workgroupBarrier();
  for (var at = local; at < TILE * VECTORS; at += 64u) {
    let row = rows.base + min(start + at / VECTORS, rows.count - 1u) * rows.step;
    tileFirst[at] = firstVector(row.x, at % VECTORS);
    tileSecond[at] = secondVector(row.y, at % VECTORS);
  }
  workgroupBarrier();
}

fn firstPart(rows: Rows, start: u32, j: u32, d: u32) -> vec4f {
  return tileFirst[j * VECTORS + d];
}

fn secondPart(rows: Rows, start: u32, j: u32, d: u32) -> vec4f {
  return tileSecond[j * VECTORS + d];
}
