// For adapters that compute on the CPU, where a barrier costs more than a load, and loads more than all
// else: the rows that all invocations go through (keys and values, or queries and gradients) are loaded
// where they are used, each for several queries or keys of the invocation's own. The kernel's text provides
// firstVector and secondVector.
struct Rows { base: vec2u, step: vec2u, count: u32 }

const WORKERS = 64u;

// Fewer where heads are wide: compilers take long over large arrays.
const OWN = select(1u, 4u, VECTORS <= 16u);
const TILE = 4u;

// A number that the compiler does not know: unrolled loops take it minutes, and make nothing faster.
fn vectors() -> u32 {
  return (params.headDim + 3u) / 4u;
}

fn bound(own: u32, all: u32) -> u32 {
  return own;
}

fn bringTile(rows: Rows, start: u32, local: u32) {}

// Vector d of the four rows from start + j on, a row per column.
fn firstBlock(rows: Rows, start: u32, j: u32, d: u32, local: u32) -> mat4x4f {
  let row = min(start + j + vec4u(0u, 1u, 2u, 3u), vec4u(rows.count - 1u));
  let at = rows.base.x + row * rows.step.x;
  return mat4x4f(firstVector(at.x, d), firstVector(at.y, d), firstVector(at.z, d), firstVector(at.w, d));
}

fn secondBlock(rows: Rows, start: u32, j: u32, d: u32, local: u32) -> mat4x4f {
  let row = min(start + j + vec4u(0u, 1u, 2u, 3u), vec4u(rows.count - 1u));
  let at = rows.base.y + row * rows.step.y;
  return mat4x4f(secondVector(at.x, d), secondVector(at.y, d), secondVector(at.z, d), secondVector(at.w, d));
}
