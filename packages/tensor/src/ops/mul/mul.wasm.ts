@inline
export function mul(a: v128, b: v128): v128 {
  return f32x4.mul(a, b);
}

/** Of whole numbers, modulo 2^32. */
@inline
export function mulWords(a: v128, b: v128): v128 {
  return i32x4.mul(a, b);
}
