import { expMinusOne4 } from '../../backend/cpu/math.wasm';

@inline
export function expm1(x: v128): v128 {
  return expMinusOne4(x);
}

/** From y = e^x − 1. */
@inline
export function expm1Backward(y: v128, gradient: v128): v128 {
  return f32x4.mul(gradient, f32x4.add(y, f32x4.splat(1)));
}
