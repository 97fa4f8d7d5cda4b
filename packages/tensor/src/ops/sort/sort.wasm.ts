import { orderedKey4 } from '../../backend/cpu/orderedKey.wasm';

/** One task is 1,024 elements; what lies past the end is padding. */
export function sortKeys(
  x: usize, keys: usize, n: u32, whole: u32, flip: u32, start: u32, end: u32,
): void {
  let turn = i32x4.splat(flip);
  let to: usize = min(<usize>end << 12, (<usize>n + 3 >> 2) << 4);
  for (let i: usize = <usize>start << 12; i < to; i += 16) {
    let v = v128.load(x + i);
    let key = whole ? v128.xor(v, i32x4.splat(0x80000000)) : orderedKey4(v);
    v128.store(keys + i, v128.xor(key, turn));
  }
}

/** One task is one row, sorted by insertion: `order` holds the positions so far. */
export function rankRows(
  keys: usize, order: usize, rows: u32, columns: u32, start: u32, end: u32,
): void {
  for (let row = start; row < end; row++) {
    let own = keys + (<usize>row * columns << 2);
    let to = order + (<usize>row * columns << 2);
    for (let i: usize = 0; i < <usize>columns << 2; i += 4) {
      let key = load<u32>(own + i);
      let at = i;
      for (; at > 0; at -= 4) {
        let before = load<u32>(to + at - 4);
        if (load<u32>(own + (<usize>before << 2)) <= key) break;
        store<u32>(to + at, before);
      }
      store<u32>(to + at, <u32>(i >> 2));
    }
  }
}
