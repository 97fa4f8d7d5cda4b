import { scratch } from '../../backend/cpu/runtime.wasm';
import { orderedKey } from '../../backend/cpu/orderedKey.wasm';

/** One task is one row; the best so far are kept in order, their keys in scratch. */
export function topK(
  x: usize, values: usize, indices: usize,
  rows: u32, columns: u32, k: u32, flip: u32, start: u32, end: u32,
): void {
  for (let row = start; row < end; row++) {
    let p = x + (<usize>row * columns << 2);
    let own = indices + (<usize>row * k << 2);
    let last = scratch + (<usize>k - 1 << 2);
    let found: u32 = 0;
    for (let i: u32 = 0; i < columns; i++) {
      let key = orderedKey(load<f32>(p + (<usize>i << 2))) ^ flip;
      if (found == k) {
        if (key <= load<u32>(last)) continue;
      } else {
        found++;
      }
      let at = <usize>(found - 1) << 2;
      while (at > 0 && load<u32>(scratch + at - 4) < key) {
        store<u32>(scratch + at, load<u32>(scratch + at - 4));
        store<u32>(own + at, load<u32>(own + at - 4));
        at -= 4;
      }
      store<u32>(scratch + at, key);
      store<u32>(own + at, i);
    }
    for (let at: usize = 0; at < <usize>k << 2; at += 4) {
      let from = p + (<usize>load<u32>(own + at) << 2);
      store<f32>(values + (<usize>row * k << 2) + at, load<f32>(from));
    }
  }
}
