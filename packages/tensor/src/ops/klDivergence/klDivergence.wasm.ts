import { exp4, log4 } from '../../backend/cpu/math.wasm';

/** With setting 1 the targets are logarithms. Where a target is 0 it adds nothing. */
@inline
function loss(x: v128, t: v128, setting: f32): v128 {
  if (setting != 0) return f32x4.mul(exp4(t), f32x4.sub(t, x));
  let y = f32x4.mul(t, f32x4.sub(log4(t), x));
  return v128.andnot(y, f32x4.eq(t, f32x4.splat(0)));
}

@inline
function slope(x: v128, t: v128, setting: f32): v128 {
  return f32x4.neg(setting != 0 ? exp4(t) : t);
}

@inline
export function klDivergence(x: v128, targets: v128, setting: f32, factor: f32): v128 {
  return f32x4.mul(loss(x, targets, setting), f32x4.splat(factor));
}

/** One task is 1,024 elements; what lies past the end is padding. */
export function klDivergenceBackward(
  x: usize, targets: usize, gradient: usize, dx: usize,
  n: u32, setting: f32, factor: f32, single: u32, start: u32, end: u32,
): void {
  let by = f32x4.splat(factor);
  let all = f32x4.mul(v128.load32_splat(gradient), by);
  let to: usize = min(<usize>end << 12, (<usize>n + 3 >> 2) << 4);
  for (let i: usize = <usize>start << 12; i < to; i += 16) {
    let g = single ? all : f32x4.mul(v128.load(gradient + i), by);
    v128.store(dx + i, f32x4.mul(slope(v128.load(x + i), v128.load(targets + i), setting), g));
  }
}
