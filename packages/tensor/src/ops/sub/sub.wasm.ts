@inline
export function sub(a: v128, b: v128): v128 {
  return f32x4.sub(a, b);
}
