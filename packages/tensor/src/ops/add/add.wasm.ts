@inline
export function add(a: v128, b: v128): v128 {
  return f32x4.add(a, b);
}
