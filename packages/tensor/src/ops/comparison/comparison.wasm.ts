/** Relations of words, as the words 1 and 0. */

@inline
function truth(mask: v128): v128 {
  return v128.and(mask, i32x4.splat(1));
}

@inline
export function eq(a: v128, b: v128): v128 {
  return truth(f32x4.eq(a, b));
}

@inline
export function eqI32(a: v128, b: v128): v128 {
  return truth(i32x4.eq(a, b));
}

@inline
export function eqU32(a: v128, b: v128): v128 {
  return truth(i32x4.eq(a, b));
}

@inline
export function ne(a: v128, b: v128): v128 {
  return truth(f32x4.ne(a, b));
}

@inline
export function neI32(a: v128, b: v128): v128 {
  return truth(i32x4.ne(a, b));
}

@inline
export function neU32(a: v128, b: v128): v128 {
  return truth(i32x4.ne(a, b));
}

@inline
export function lt(a: v128, b: v128): v128 {
  return truth(f32x4.lt(a, b));
}

@inline
export function ltI32(a: v128, b: v128): v128 {
  return truth(i32x4.lt_s(a, b));
}

@inline
export function ltU32(a: v128, b: v128): v128 {
  return truth(i32x4.lt_u(a, b));
}

@inline
export function le(a: v128, b: v128): v128 {
  return truth(f32x4.le(a, b));
}

@inline
export function leI32(a: v128, b: v128): v128 {
  return truth(i32x4.le_s(a, b));
}

@inline
export function leU32(a: v128, b: v128): v128 {
  return truth(i32x4.le_u(a, b));
}
