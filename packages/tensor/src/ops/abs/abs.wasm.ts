@inline
export function abs(x: v128): v128 {
  return f32x4.abs(x);
}

/** gradient · sign x */
@inline
export function absBackward(x: v128, gradient: v128): v128 {
  let zero = f32x4.splat(0);
  let positive = v128.and(gradient, f32x4.gt(x, zero));
  return v128.or(positive, v128.and(f32x4.neg(gradient), f32x4.lt(x, zero)));
}

@inline
export function absI32(x: v128): v128 {
  return i32x4.abs(x);
}
