@inline
export function hardSigmoid(x: v128): v128 {
  let y = f32x4.add(f32x4.mul(x, f32x4.splat(0.16666667)), f32x4.splat(0.5));
  return f32x4.min(f32x4.max(y, f32x4.splat(0)), f32x4.splat(1));
}

@inline
export function hardSigmoidBackward(x: v128, gradient: v128): v128 {
  let inside = v128.and(f32x4.gt(x, f32x4.splat(-3)), f32x4.lt(x, f32x4.splat(3)));
  return v128.and(f32x4.mul(gradient, f32x4.splat(0.16666667)), inside);
}
