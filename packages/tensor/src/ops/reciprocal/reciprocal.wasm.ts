@inline
export function reciprocal(x: v128): v128 {
  return f32x4.div(f32x4.splat(1), x);
}

/** From y = 1 / x. */
@inline
export function reciprocalBackward(y: v128, gradient: v128): v128 {
  return f32x4.neg(f32x4.mul(gradient, f32x4.mul(y, y)));
}
