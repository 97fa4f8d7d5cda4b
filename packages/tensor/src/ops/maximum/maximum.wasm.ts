@inline
export function maximum(a: v128, b: v128): v128 {
  return f32x4.max(a, b);
}

/** 0 where a < b, ½ where they are equal, else 1: the share of the gradient that goes to a. */
@inline
export function maximumShare(a: v128, b: v128): v128 {
  let half = v128.and(f32x4.splat(0.5), f32x4.eq(a, b));
  return v128.bitselect(half, f32x4.splat(1), v128.or(f32x4.lt(a, b), f32x4.eq(a, b)));
}

@inline
export function maximumI32(a: v128, b: v128): v128 {
  return i32x4.max_s(a, b);
}

@inline
export function maximumU32(a: v128, b: v128): v128 {
  return i32x4.max_u(a, b);
}
