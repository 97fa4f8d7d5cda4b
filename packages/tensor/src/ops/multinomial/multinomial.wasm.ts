import { log4 } from '../../backend/cpu/math.wasm';
import { philoxBlocks } from '../../backend/cpu/philox.wasm';
import { scratch } from '../../backend/cpu/runtime.wasm';

/** One task is 1,024 weights; what lies past the end is padding. */
export function multinomialRace(
  weights: usize, out: usize, n: u32, seed0: u32, seed1: u32, opIndex: u32, step: u32,
  start: u32, end: u32,
): void {
  let half = f32x4.splat(0.5);
  let to: usize = min(<usize>end << 12, (<usize>n + 3 >> 2) << 4);
  for (let i: usize = <usize>start << 12; i < to; i += 64) {
    philoxBlocks(scratch, seed0, seed1, <u32>(i >> 4), opIndex, step, 0);
    let stop = min(<usize>64, to - i);
    for (let k: usize = 0; k < stop; k += 16) {
      // 23 bits, in the middle between 0 and 1: neither end is reached.
      let bits = f32x4.convert_i32x4_s(i32x4.shr_u(v128.load(scratch + k), 9));
      let u = f32x4.mul(f32x4.add(bits, half), f32x4.splat(1.1920928955078125e-7));
      v128.store(out + i + k, f32x4.div(v128.load(weights + i + k), f32x4.neg(log4(u))));
    }
  }
}

/** One task is 64 draws. */
export function multinomialPick(
  weights: usize, sums: usize, out: usize,
  n: u32, columns: u32, samples: u32, seed0: u32, seed1: u32, opIndex: u32, step: u32,
  start: u32, end: u32,
): void {
  let to = min(end << 6, n);
  for (let i = start << 6; i < to; i++) {
    if ((i & 15) == 0) philoxBlocks(scratch, seed0, seed1, i >> 2, opIndex, step, 0);
    let first = <usize>(i / samples) * columns << 2;
    let u = <f32>(load<u32>(scratch + (<usize>(i & 15) << 2)) >> 8) * <f32>5.9604644775390625e-8;
    let part = u * load<f32>(sums + first + (<usize>(columns - 1) << 2));
    let low: u32 = 0;
    let high = columns - 1;
    while (low < high) {
      let middle = (low + high) >> 1;
      if (load<f32>(sums + first + (<usize>middle << 2)) > part) high = middle;
      else low = middle + 1;
    }
    // Rounding in the sums must not choose what has no weight.
    while (low > 0 && load<f32>(weights + first + (<usize>low << 2)) == 0) low--;
    store<u32>(out + (<usize>i << 2), low);
  }
}
