@inline
export function clamp(x: v128, low: f32, high: f32): v128 {
  return f32x4.min(f32x4.max(x, f32x4.splat(low)), f32x4.splat(high));
}

/** The gradient between the bounds, `edge` times it at them, 0 beyond and at NaN. */
@inline
export function clampBackward(x: v128, gradient: v128, low: f32, high: f32, edge: f32): v128 {
  let least = f32x4.splat(low);
  let most = f32x4.splat(high);
  let inside = v128.and(f32x4.ge(x, least), f32x4.le(x, most));
  let edges = v128.or(f32x4.eq(x, least), f32x4.eq(x, most));
  let scaled = v128.bitselect(f32x4.mul(gradient, f32x4.splat(edge)), gradient, edges);
  return v128.and(scaled, inside);
}
