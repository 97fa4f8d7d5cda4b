@inline
export function minimum(a: v128, b: v128): v128 {
  return f32x4.min(a, b);
}
