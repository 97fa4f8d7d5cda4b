import { storeUpTo } from '../../backend/cpu/tail.wasm';
import { geluBackward, geluTanhBackward } from '../gelu/gelu.wasm';
import { activate } from '../linear/activation.wasm';
import { siluBackward } from '../silu/silu.wasm';

/** One task is one row: act(its first half) times its second. */
export function gated(
  x: usize, out: usize, rows: u32, columns: u32, activation: u32, start: u32, end: u32,
): void {
  let bytes = <usize>columns << 2;
  for (let row = start; row < end; row++) {
    let p = x + 2 * <usize>row * bytes;
    let q = out + <usize>row * bytes;
    for (let i: u32 = 0; i < columns; i += 4) {
      let at = <usize>i << 2;
      let y = f32x4.mul(activate(activation, v128.load(p + at)), v128.load(p + bytes + at));
      storeUpTo(q + at, y, columns - i);
    }
  }
}

export function gatedBackward(
  x: usize, gradient: usize, dx: usize, rows: u32, columns: u32, activation: u32, start: u32, end: u32,
): void {
  let bytes = <usize>columns << 2;
  for (let row = start; row < end; row++) {
    let p = x + 2 * <usize>row * bytes;
    let q = gradient + <usize>row * bytes;
    let to = dx + 2 * <usize>row * bytes;
    for (let i: u32 = 0; i < columns; i += 4) {
      let at = <usize>i << 2;
      let left = columns - i;
      let gate = v128.load(p + at);
      let dy = v128.load(q + at);
      storeUpTo(to + at, activateBackward(activation, gate, f32x4.mul(dy, v128.load(p + bytes + at))), left);
      storeUpTo(to + bytes + at, f32x4.mul(dy, activate(activation, gate)), left);
    }
  }
}

function activateBackward(code: u32, x: v128, gradient: v128): v128 {
  switch (code) {
    case 1: return geluBackward(x, gradient);
    case 2: return geluTanhBackward(x, gradient);
    default: return siluBackward(x, gradient);
  }
}
