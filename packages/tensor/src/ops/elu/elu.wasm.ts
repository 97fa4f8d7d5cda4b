import { exp4, expMinusOne4 } from '../../backend/cpu/math.wasm';

@inline
export function elu(x: v128, alpha: f32): v128 {
  let below = f32x4.mul(f32x4.splat(alpha), expMinusOne4(x));
  return v128.bitselect(below, x, f32x4.le(x, f32x4.splat(0)));
}

@inline
export function eluBackward(x: v128, gradient: v128, alpha: f32): v128 {
  let below = f32x4.mul(f32x4.mul(gradient, f32x4.splat(alpha)), exp4(x));
  return v128.bitselect(below, gradient, f32x4.le(x, f32x4.splat(0)));
}
