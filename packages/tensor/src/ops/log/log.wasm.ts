import { log4 } from '../../backend/cpu/math.wasm';

@inline
export function log(x: v128): v128 {
  return log4(x);
}
