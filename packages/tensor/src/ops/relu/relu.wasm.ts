/** max(x, 0); NaN stays NaN. */
@inline
export function relu(x: v128): v128 {
  return v128.andnot(x, f32x4.le(x, f32x4.splat(0)));
}

/** The gradient where x > 0 (or y > 0, which is the same). */
@inline
export function reluBackward(x: v128, gradient: v128): v128 {
  return v128.andnot(gradient, f32x4.le(x, f32x4.splat(0)));
}
