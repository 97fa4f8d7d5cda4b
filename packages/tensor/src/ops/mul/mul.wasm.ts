@inline
export function mul(a: v128, b: v128): v128 {
  return f32x4.mul(a, b);
}
