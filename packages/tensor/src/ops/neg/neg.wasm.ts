@inline
export function neg(x: v128): v128 {
  return f32x4.neg(x);
}

/** Of whole numbers, modulo 2^32. */
@inline
export function negWords(x: v128): v128 {
  return i32x4.neg(x);
}
