@inline
export function sub(a: v128, b: v128): v128 {
  return f32x4.sub(a, b);
}

/** Of whole numbers, modulo 2^32. */
@inline
export function subWords(a: v128, b: v128): v128 {
  return i32x4.sub(a, b);
}
