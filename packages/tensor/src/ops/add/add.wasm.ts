@inline
export function add(a: v128, b: v128): v128 {
  return f32x4.add(a, b);
}

/** Of whole numbers, modulo 2^32. */
@inline
export function addWords(a: v128, b: v128): v128 {
  return i32x4.add(a, b);
}
