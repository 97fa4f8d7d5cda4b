import { philoxBlocks } from '../../backend/cpu/philox.wasm';
import { scratch } from '../../backend/cpu/runtime.wasm';

/** One task is 1,024 elements; what lies past the end is padding. */
export function bernoulli(
  p: usize, out: usize, n: u32, seed0: u32, seed1: u32, opIndex: u32, step: u32, word: u32,
  start: u32, end: u32,
): void {
  let to: usize = min(<usize>end << 12, (<usize>n + 3 >> 2) << 4);
  for (let i: usize = <usize>start << 12; i < to; i += 64) {
    philoxBlocks(scratch, seed0, seed1, <u32>(i >> 4), opIndex, step, 0);
    let stop = min(<usize>64, to - i);
    for (let k: usize = 0; k < stop; k += 16) {
      let bits = f32x4.convert_i32x4_s(i32x4.shr_u(v128.load(scratch + k), 8));
      let u = f32x4.mul(bits, f32x4.splat(5.9604644775390625e-8));
      v128.store(out + i + k, v128.and(f32x4.lt(u, v128.load(p + i + k)), i32x4.splat(word)));
    }
  }
}
