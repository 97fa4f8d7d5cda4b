import { addRow } from '../rows/rows.wasm';

/** One task is one position of one line: a row of `inner` elements. */
export function indexSelectBackward(
  order: usize, starts: usize, gradient: usize, dx: usize,
  outer: u32, length: u32, picks: u32, inner: u32, start: u32, end: u32,
): void {
  let bytes = <usize>inner << 2;
  for (let task = start; task < end; task++) {
    let at = starts + (<usize>(task % length) << 2);
    let from = gradient + <usize>(task / length * picks) * bytes;
    let to = dx + <usize>task * bytes;
    let last = order + (<usize>load<u32>(at, 4) << 2);
    memory.fill(to, 0, bytes);
    for (let k = order + (<usize>load<u32>(at) << 2); k < last; k += 4) {
      addRow(to, from + <usize>load<u32>(k) * bytes, to, inner);
    }
  }
}
