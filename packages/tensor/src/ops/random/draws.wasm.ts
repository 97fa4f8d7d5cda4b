import { log4, sine4 } from '../../backend/cpu/math.wasm';
import { philoxBlocks } from '../../backend/cpu/philox.wasm';
import { scratch } from '../../backend/cpu/runtime.wasm';

/** The upper 24 bits of words as numbers in [0, 1). */
@inline
function unitOf(words: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(words, 8)), f32x4.splat(5.9604644775390625e-8));
}

/** One task is 1,024 elements; what lies past the end is padding. */
export function drawUniform(
  out: usize, n: u32, seed0: u32, seed1: u32, opIndex: u32, step: u32, low: f32, span: f32, most: f32,
  start: u32, end: u32,
): void {
  let to: usize = min(<usize>end << 12, (<usize>n + 3 >> 2) << 4);
  for (let i: usize = <usize>start << 12; i < to; i += 64) {
    philoxBlocks(scratch, seed0, seed1, <u32>(i >> 4), opIndex, step, 0);
    let stop = min(<usize>64, to - i);
    for (let k: usize = 0; k < stop; k += 16) {
      let u = unitOf(v128.load(scratch + k));
      let value = f32x4.add(f32x4.splat(low), f32x4.mul(f32x4.splat(span), u));
      v128.store(out + i + k, f32x4.min(value, f32x4.splat(most)));
    }
  }
}

/** As drawNormal.wgsl: words 0 and 1 of a block make elements 0 and 1, words 2 and 3 the others. */
export function drawNormal(
  out: usize, n: u32, seed0: u32, seed1: u32, opIndex: u32, step: u32, mean: f32, deviation: f32,
  start: u32, end: u32,
): void {
  let one = f32x4.splat(1);
  let to: usize = min(<usize>end << 12, (<usize>n + 3 >> 2) << 4);
  for (let i: usize = <usize>start << 12; i < to; i += 64) {
    philoxBlocks(scratch, seed0, seed1, <u32>(i >> 4), opIndex, step, 0);
    // Two blocks have four pairs.
    for (let k: usize = 0; k < 64 && i + k < to; k += 32) {
      let a = unitOf(v128.load(scratch + k));
      let b = unitOf(v128.load(scratch + k, 16));
      let u = v128.shuffle<f32>(a, b, 0, 2, 4, 6);
      let v = v128.shuffle<f32>(a, b, 1, 3, 5, 7);
      let radius = f32x4.sqrt(f32x4.mul(f32x4.splat(-2), log4(f32x4.sub(one, u))));
      let angle = f32x4.mul(f32x4.sub(v, f32x4.splat(0.5)), f32x4.splat(6.28318530717958647692));
      let x = f32x4.mul(radius, sine4(angle, 1));
      let y = f32x4.mul(radius, sine4(angle, 0));
      x = f32x4.add(f32x4.splat(mean), f32x4.mul(f32x4.splat(deviation), x));
      y = f32x4.add(f32x4.splat(mean), f32x4.mul(f32x4.splat(deviation), y));
      v128.store(out + i + k, v128.shuffle<f32>(x, y, 0, 4, 1, 5));
      if (i + k + 16 < to) v128.store(out + i + k, v128.shuffle<f32>(x, y, 2, 6, 3, 7), 16);
    }
  }
}

/** low + ⌊word·span / 2³²⌋, or low + word where the span is 0. */
export function drawIntegers(
  out: usize, n: u32, seed0: u32, seed1: u32, opIndex: u32, step: u32, low: u32, span: u32,
  start: u32, end: u32,
): void {
  let by = i32x4.splat(span);
  let to: usize = min(<usize>end << 12, (<usize>n + 3 >> 2) << 4);
  for (let i: usize = <usize>start << 12; i < to; i += 64) {
    philoxBlocks(scratch, seed0, seed1, <u32>(i >> 4), opIndex, step, 0);
    let stop = min(<usize>64, to - i);
    for (let k: usize = 0; k < stop; k += 16) {
      let words = v128.load(scratch + k);
      if (span) {
        let even = i64x2.extmul_low_i32x4_u(words, by);
        let odd = i64x2.extmul_high_i32x4_u(words, by);
        words = v128.shuffle<i32>(even, odd, 1, 3, 5, 7);
      }
      v128.store(out + i + k, i32x4.add(words, i32x4.splat(low)));
    }
  }
}
