@inline
export function minimum(a: v128, b: v128): v128 {
  return f32x4.min(a, b);
}

@inline
export function minimumI32(a: v128, b: v128): v128 {
  return i32x4.min_s(a, b);
}

@inline
export function minimumU32(a: v128, b: v128): v128 {
  return i32x4.min_u(a, b);
}
