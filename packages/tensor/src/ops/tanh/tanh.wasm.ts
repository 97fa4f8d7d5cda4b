import { tanh4 } from '../../backend/cpu/math.wasm';

@inline
export function tanh(x: v128): v128 {
  return tanh4(x);
}

/** gradient · (1 − y²) */
@inline
export function tanhBackward(y: v128, gradient: v128): v128 {
  return f32x4.mul(gradient, f32x4.sub(f32x4.splat(1), f32x4.mul(y, y)));
}
