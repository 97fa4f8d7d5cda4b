@inline
export function neg(x: v128): v128 {
  return f32x4.neg(x);
}
