/** 1 where a = b, else 0. */
@inline
export function equal(a: v128, b: v128): v128 {
  return v128.and(f32x4.eq(a, b), f32x4.splat(1));
}
