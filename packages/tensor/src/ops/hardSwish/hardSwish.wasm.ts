@inline
export function hardSwish(x: v128): v128 {
  let part = f32x4.add(x, f32x4.splat(3));
  part = f32x4.min(f32x4.max(part, f32x4.splat(0)), f32x4.splat(6));
  return f32x4.mul(x, f32x4.mul(part, f32x4.splat(0.16666667)));
}

@inline
export function hardSwishBackward(x: v128, gradient: v128): v128 {
  let slope = f32x4.add(f32x4.mul(x, f32x4.splat(0.33333333)), f32x4.splat(0.5));
  slope = v128.bitselect(f32x4.splat(1), slope, f32x4.gt(x, f32x4.splat(3)));
  slope = v128.andnot(slope, f32x4.lt(x, f32x4.splat(-3)));
  return f32x4.mul(gradient, slope);
}
