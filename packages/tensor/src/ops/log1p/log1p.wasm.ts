import { logOnePlus4 } from '../../backend/cpu/math.wasm';

@inline
export function log1p(x: v128): v128 {
  return logOnePlus4(x);
}

@inline
export function log1pBackward(x: v128, gradient: v128): v128 {
  return f32x4.div(gradient, f32x4.add(f32x4.splat(1), x));
}
