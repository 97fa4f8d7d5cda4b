import { erf4, exp4 } from '../../backend/cpu/math.wasm';

@inline
export function erf(x: v128): v128 {
  return erf4(x);
}

@inline
export function erfBackward(x: v128, gradient: v128): v128 {
  let density = exp4(f32x4.neg(f32x4.mul(x, x)));
  return f32x4.mul(f32x4.mul(gradient, f32x4.splat(1.12837917)), density);
}
