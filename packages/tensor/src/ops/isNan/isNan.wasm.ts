@inline
export function isNan(x: v128): v128 {
  return v128.and(f32x4.ne(x, x), i32x4.splat(1));
}
