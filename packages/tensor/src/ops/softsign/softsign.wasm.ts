@inline
export function softsign(x: v128): v128 {
  return f32x4.div(x, f32x4.add(f32x4.splat(1), f32x4.abs(x)));
}

@inline
export function softsignBackward(x: v128, gradient: v128): v128 {
  let below = f32x4.add(f32x4.splat(1), f32x4.abs(x));
  return f32x4.div(gradient, f32x4.mul(below, below));
}
