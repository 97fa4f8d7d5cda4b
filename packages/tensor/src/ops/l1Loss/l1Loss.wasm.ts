@inline
function loss(x: v128, t: v128, setting: f32): v128 {
  return f32x4.abs(f32x4.sub(x, t));
}

/** What is neither above nor below 0 stands for itself: 0, and NaN. */
@inline
function slope(x: v128, t: v128, setting: f32): v128 {
  let d = f32x4.sub(x, t);
  let zero = f32x4.splat(0);
  let sign = v128.bitselect(f32x4.splat(-1), d, f32x4.lt(d, zero));
  return v128.bitselect(f32x4.splat(1), sign, f32x4.gt(d, zero));
}

@inline
export function l1Loss(x: v128, targets: v128, setting: f32, factor: f32): v128 {
  return f32x4.mul(loss(x, targets, setting), f32x4.splat(factor));
}

/** One task is 1,024 elements; what lies past the end is padding. */
export function l1LossBackward(
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
