import { gelu, geluTanh } from '../gelu/gelu.wasm';
import { relu } from '../relu/relu.wasm';
import { silu } from '../silu/silu.wasm';

/** The activation with this code (see gemmActivation.ts) of four values. */
export function activate(code: u32, x: v128): v128 {
  switch (code) {
    case 1: return gelu(x);
    case 2: return geluTanh(x);
    case 3: return relu(x);
    case 4: return silu(x);
    default: return x;
  }
}
