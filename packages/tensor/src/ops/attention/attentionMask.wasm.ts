/**
 * Which keys a query sees: from `lowest` to `highest` − 1. A window counts positions back (and forth, unless
 * causal) from the query's own; query i is at `position` = offset + i. As attentionMask.wgsl has it.
 */
@inline
export function lowest(position: u32, window: u32): u32 {
  return window && position + 1 > window ? position + 1 - window : 0;
}

@inline
export function highest(position: u32, keys: u32, causal: u32, window: u32): u32 {
  if (causal) return min(keys, position + 1);
  return window ? min(keys, position + window) : keys;
}

/**
 * What is added to the scores of one query and `count` keys from s0 on (room for whole vectors at `to`): its
 * row of the bias (0: none), and −infinity where the key is of another document (`documents` those of its
 * sequence, 0: none).
 */
export function addedRow(
  to: usize, bias: usize, documents: usize, position: u32, s0: u32, count: u32,
): void {
  let hidden = f32x4.splat(-Infinity);
  let own = documents ? v128.load32_splat(documents + (<usize>position << 2)) : hidden;
  for (let j: u32 = 0; j < count; j += 4) {
    let at = <usize>(s0 + j) << 2;
    let value = bias ? v128.load(bias + at) : f32x4.splat(0);
    // Masks hide with −infinity or the lowest number there is.
    value = v128.bitselect(hidden, value, f32x4.lt(value, f32x4.splat(-1e37)));
    if (documents) value = v128.bitselect(value, hidden, i32x4.eq(v128.load(documents + at), own));
    v128.store(to + (<usize>j << 2), value);
  }
}

/**
 * Whether some of the queries from `position` on may see some of the keys from s0 on, going by the lowest and
 * the highest of their documents: blocks of other documents need no work.
 */
export function mayShare(documents: usize, position: u32, rows: u32, s0: u32, count: u32): bool {
  let queries = documents + (<usize>position << 2);
  let keys = documents + (<usize>s0 << 2);
  return lowestOf(queries, rows) <= highestOf(keys, count) && lowestOf(keys, count) <= highestOf(queries, rows);
}

function lowestOf(p: usize, count: u32): i32 {
  let found = load<i32>(p);
  for (let i: u32 = 1; i < count; i++) found = min(found, load<i32>(p + (<usize>i << 2)));
  return found;
}

function highestOf(p: usize, count: u32): i32 {
  let found = load<i32>(p);
  for (let i: u32 = 1; i < count; i++) found = max(found, load<i32>(p + (<usize>i << 2)));
  return found;
}
