import { log2x4 } from '../../backend/cpu/math.wasm';

@inline
export function log2(x: v128): v128 {
  return log2x4(x);
}

@inline
export function log2Backward(x: v128, gradient: v128): v128 {
  return f32x4.div(f32x4.mul(gradient, f32x4.splat(1.44269504)), x);
}
