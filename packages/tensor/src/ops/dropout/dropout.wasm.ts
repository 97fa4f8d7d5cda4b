import { philoxBlocks } from '../../backend/cpu/philox.wasm';
import { scratch } from '../../backend/cpu/runtime.wasm';

export function dropout(
  x: usize, out: usize, n: u32,
  seed0: u32, seed1: u32, opIndex: u32, step: u32, threshold: u32, scale: f32,
  start: u32, end: u32,
): void {
  let to: usize = min(<usize>end << 12, (<usize>n + 3 >> 2) << 4);
  let factor = f32x4.splat(scale);
  let least = i32x4.splat(threshold);
  for (let i: usize = <usize>start << 12; i < to; i += 64) {
    philoxBlocks(scratch, seed0, seed1, <u32>(i >> 4), opIndex, step, 0);
    let stop = min(<usize>64, to - i);
    for (let k: usize = 0; k < stop; k += 16) {
      let kept = i32x4.ge_u(v128.load(scratch + k), least);
      v128.store(out + i + k, v128.and(f32x4.mul(v128.load(x + i + k), factor), kept));
    }
  }
}
