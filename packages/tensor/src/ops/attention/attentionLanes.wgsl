// For adapters that compute on the CPU with subgroups of eight invocations. Every load is a gather there, also
// of what all invocations want; so of the rows that all go through, each invocation of a subgroup loads an
// element, and passes it around. The kernel's text provides firstElement and secondElement.
struct Rows { base: vec2u, step: vec2u, count: u32 }

const WORKERS = 8u;
// Queries or keys that an invocation works for: fewer where heads are wide, for what it holds of them.
const OWN = select(1u, 2u, VECTORS <= 4u);
const TILE = 4u;

fn vectors() -> u32 {
  if (VECTORS <= 8u) {
    return VECTORS;
  }
  return (params.headDim + 3u) / 4u;
}

// A subgroup moves together.
fn bound(own: u32, all: u32) -> u32 {
  return all;
}

fn bringTile(rows: Rows, start: u32, local: u32) {}

// Vector d of the four rows from start + j on, a row per column: invocation i loads element i % 4
// of the row i / 4, and of the one two rows on.
fn firstBlock(rows: Rows, start: u32, j: u32, d: u32, local: u32) -> mat4x4f {
  let own = start + j + local / 4u;
  let above = rows.base.x + min(own, rows.count - 1u) * rows.step.x;
  let below = rows.base.x + min(own + 2u, rows.count - 1u) * rows.step.x;
  let e = 4u * d + local % 4u;
  return spread(firstElement(above, e), firstElement(below, e));
}

fn secondBlock(rows: Rows, start: u32, j: u32, d: u32, local: u32) -> mat4x4f {
  let own = start + j + local / 4u;
  let above = rows.base.y + min(own, rows.count - 1u) * rows.step.y;
  let below = rows.base.y + min(own + 2u, rows.count - 1u) * rows.step.y;
  let e = 4u * d + local % 4u;
  return spread(secondElement(above, e), secondElement(below, e));
}

fn spread(above: f32, below: f32) -> mat4x4f {
  return mat4x4f(
    subgroupBroadcast(above, 0u),
    subgroupBroadcast(above, 1u),
    subgroupBroadcast(above, 2u),
    subgroupBroadcast(above, 3u),
    subgroupBroadcast(above, 4u),
    subgroupBroadcast(above, 5u),
    subgroupBroadcast(above, 6u),
    subgroupBroadcast(above, 7u),
    subgroupBroadcast(below, 0u),
    subgroupBroadcast(below, 1u),
    subgroupBroadcast(below, 2u),
    subgroupBroadcast(below, 3u),
    subgroupBroadcast(below, 4u),
    subgroupBroadcast(below, 5u),
    subgroupBroadcast(below, 6u),
    subgroupBroadcast(below, 7u),
  );
}
