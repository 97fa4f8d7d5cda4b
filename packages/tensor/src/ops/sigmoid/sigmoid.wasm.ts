import { sigmoid4 } from '../../backend/cpu/math.wasm';

@inline
export function sigmoid(x: v128): v128 {
  return sigmoid4(x);
}

/** gradient · y·(1 − y) */
@inline
export function sigmoidBackward(y: v128, gradient: v128): v128 {
  return f32x4.mul(gradient, f32x4.mul(y, f32x4.sub(f32x4.splat(1), y)));
}
