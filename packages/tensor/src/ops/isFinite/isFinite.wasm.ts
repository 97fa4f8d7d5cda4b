@inline
export function isFinite(x: v128): v128 {
  return v128.and(f32x4.lt(f32x4.abs(x), f32x4.splat(Infinity)), i32x4.splat(1));
}
