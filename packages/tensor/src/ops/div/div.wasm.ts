@inline
export function div(a: v128, b: v128): v128 {
  return f32x4.div(a, b);
}

/** −a / b, the last step of the divisor's gradient. */
@inline
export function divBackward(a: v128, b: v128): v128 {
  return f32x4.neg(f32x4.div(a, b));
}
