import { exp4 } from '../../backend/cpu/math.wasm';

@inline
export function exp(x: v128): v128 {
  return exp4(x);
}
