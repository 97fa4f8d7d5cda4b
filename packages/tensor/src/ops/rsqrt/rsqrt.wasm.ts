@inline
export function rsqrt(x: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.sqrt(x));
}

/** −½·gradient·y³ */
@inline
export function rsqrtBackward(y: v128, gradient: v128): v128 {
  return f32x4.mul(f32x4.mul(gradient, f32x4.splat(-0.5)), f32x4.mul(f32x4.mul(y, y), y));
}
