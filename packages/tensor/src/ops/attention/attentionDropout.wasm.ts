import { philoxBlocks } from '../../backend/cpu/philox.wasm';

/**
 * Multiplies a row of `count` attention weights (keys from s0, a multiple of 64; room for 64) by 0 or
 * `keepScale`, the same in forward and backward. The random word of key j is word j mod 4 of the Philox
 * block with the counter (⌊j/4⌋, opIndex, step, query), `query` counting over all heads and sequences.
 * `words` has room for 64 bytes.
 */
export function dropRow(
  row: usize, words: usize, s0: u32, count: u32, query: u32,
  threshold: u32, keepScale: f32, seed0: u32, seed1: u32, opIndex: u32, step: u32,
): void {
  let least = i32x4.splat(threshold);
  let factor = f32x4.splat(keepScale);
  for (let j: u32 = 0; j < count; j += 16) {
    philoxBlocks(words, seed0, seed1, (s0 + j) >> 2, opIndex, step, query);
    for (let k: usize = 0; k < 64; k += 16) {
      let at = row + (<usize>j << 2) + k;
      let kept = i32x4.ge_u(v128.load(words + k), least);
      v128.store(at, v128.and(f32x4.mul(v128.load(at), factor), kept));
    }
  }
}
