@inline
export function square(x: v128): v128 {
  return f32x4.mul(x, x);
}

/** 2·x·gradient */
@inline
export function squareBackward(x: v128, gradient: v128): v128 {
  return f32x4.mul(f32x4.add(x, x), gradient);
}
