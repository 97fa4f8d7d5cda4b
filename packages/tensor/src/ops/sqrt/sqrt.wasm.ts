@inline
export function sqrt(x: v128): v128 {
  return f32x4.sqrt(x);
}

/** gradient / (2·y) */
@inline
export function sqrtBackward(y: v128, gradient: v128): v128 {
  return f32x4.div(f32x4.mul(gradient, f32x4.splat(0.5)), y);
}
