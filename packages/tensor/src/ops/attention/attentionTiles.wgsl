// The rows that all invocations of a workgroup go through (keys and values, or queries and gradients) come
// through workgroup memory, TILE rows at a time. The kernel's text provides firstVector and secondVector.
struct Rows { base: vec2u, step: vec2u, count: u32 }

const WORKERS = 64u;

// Queries, or keys, that an invocation works for.
const OWN = 1u;
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

// Of a bound for this invocation and one for its workgroup, that of the loop: barriers want the latter.
fn bound(own: u32, all: u32) -> u32 {
  return all;
}

fn bringTile(rows: Rows, start: u32, local: u32) {
  // The tile before is read to its end first.
  workgroupBarrier();
  for (var at = local; at < TILE * VECTORS; at += WORKERS) {
    let row = rows.base + min(start + at / VECTORS, rows.count - 1u) * rows.step;
    tileFirst[at] = firstVector(row.x, at % VECTORS);
    tileSecond[at] = secondVector(row.y, at % VECTORS);
  }
  workgroupBarrier();
}

// Vector d of the four rows from start + j on, a row per column.
fn firstBlock(rows: Rows, start: u32, j: u32, d: u32, local: u32) -> mat4x4f {
  let at = j * VECTORS + d;
  return mat4x4f(
    tileFirst[at],
    tileFirst[at + VECTORS],
    tileFirst[at + 2u * VECTORS],
    tileFirst[at + 3u * VECTORS],
  );
}

fn secondBlock(rows: Rows, start: u32, j: u32, d: u32, local: u32) -> mat4x4f {
  let at = j * VECTORS + d;
  return mat4x4f(
    tileSecond[at],
    tileSecond[at + VECTORS],
    tileSecond[at + 2u * VECTORS],
    tileSecond[at + 3u * VECTORS],
  );
}
