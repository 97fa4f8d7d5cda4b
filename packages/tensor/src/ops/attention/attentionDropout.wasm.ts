/** Dropout on attention probabilities, recomputed in backward from the same counters. */

/**
 * Multiplies a row of `count` probabilities (keys from s0, a multiple of 64) by 0 or `keepScale`. The
 * random word of key j is word j mod 4 of the Philox block with counter (⌊j/4⌋, query, b·H + h, opIndex).
 */
export function dropRow(
  row: usize, s0: u32, count: u32, query: u32, head: u32,
  threshold: u32, keepScale: f32, seed0: u32, seed1: u32, opIndex: u32,
): void {
  for (let j: u32 = 0; j < count; j += 4) {
    let c0 = (s0 + j) >> 2;
    let c1 = query;
    let c2 = head;
    let c3 = opIndex;
    let k0 = seed0;
    let k1 = seed1;
    for (let round = 0; round < 10; round++) {
      let p0 = <u64>0xd2511f53 * <u64>c0;
      let p1 = <u64>0xcd9e8d57 * <u64>c2;
      c0 = <u32>(p1 >> 32) ^ c1 ^ k0;
      c2 = <u32>(p0 >> 32) ^ c3 ^ k1;
      c1 = <u32>p1;
      c3 = <u32>p0;
      k0 += 0x9e3779b9;
      k1 += 0xbb67ae85;
    }
    let at = row + (<usize>j << 2);
    store<f32>(at, c0 >= threshold ? load<f32>(at) * keepScale : 0);
    store<f32>(at, c1 >= threshold ? load<f32>(at, 4) * keepScale : 0, 4);
    store<f32>(at, c2 >= threshold ? load<f32>(at, 8) * keepScale : 0, 8);
    store<f32>(at, c3 >= threshold ? load<f32>(at, 12) * keepScale : 0, 12);
  }
}
