@inline
export function leakyRelu(x: v128, negativeSlope: f32): v128 {
  return v128.bitselect(f32x4.mul(x, f32x4.splat(negativeSlope)), x, f32x4.le(x, f32x4.splat(0)));
}

@inline
export function leakyReluBackward(x: v128, gradient: v128, negativeSlope: f32): v128 {
  let below = f32x4.mul(gradient, f32x4.splat(negativeSlope));
  return v128.bitselect(below, gradient, f32x4.le(x, f32x4.splat(0)));
}
