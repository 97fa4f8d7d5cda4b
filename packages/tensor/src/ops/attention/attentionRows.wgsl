// Where the rows of heads lie, in elements.
fn queryAt(b: u32, h: u32, i: u32) -> u32 {
  return b * params.qBatch + i * params.qRow + h * HEAD_DIM;
}

// A row of the output, or of its gradient.
fn outAt(b: u32, h: u32, i: u32) -> u32 {
  return ((b * params.queries + i) * params.heads + h) * HEAD_DIM;
}

fn keysOf(b: u32, hk: u32) -> Rows {
  let base = b * params.kvBatch + vec2u(params.kOffset, params.vOffset) + hk * HEAD_DIM;
  return Rows(base, vec2u(params.kvRow), params.keys);
}

// The block of rows that a workgroup works for: `count` rows of each of `heads` heads of each sequence.
struct Block { first: u32, h: u32, b: u32, exists: bool }

fn blockOf(index: u32, count: u32, heads: u32) -> Block {
  let blocks = (count + WORKERS * OWN - 1u) / (WORKERS * OWN);
  let b = index / blocks / heads;
  return Block(index % blocks * WORKERS * OWN, index / blocks % heads, b, b < params.batch);
}

// The keys that the OWN queries from i0 on have to go through, or, where a workgroup moves together, all
// queries of the block.
fn keyRange(work: Block, i0: u32) -> vec2u {
  let last = params.queries - 1u;
  let start = bound(lowest(vec4u(min(last, i0))).x, lowest(vec4u(work.first)).x);
  let own = highest(vec4u(min(last, i0 + OWN - 1u))).x;
  let end = bound(own, highest(vec4u(min(last, work.first + WORKERS * OWN - 1u))).x);
  return vec2u(start / 4u * 4u, end);
}
