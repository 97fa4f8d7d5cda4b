/** a / b, 0 where b is. */
@inline
export function quotientOrZero(a: v128, b: v128): v128 {
  return v128.andnot(f32x4.div(a, b), f32x4.eq(b, f32x4.splat(0)));
}
