/** One task is 64 neighbouring lines of one o. */
export function scatterLines(
  index: usize, source: usize, out: usize,
  outer: u32, length: u32, picks: u32, inner: u32, start: u32, end: u32,
): void {
  let blocks = (inner + 63) >> 6;
  for (let task = start; task < end; task++) {
    let o = task / blocks;
    let first = (task % blocks) << 6;
    let last = min(first + 64, inner);
    let base = out + (<usize>o * length * inner << 2);
    for (let k: u32 = 0; k < picks; k++) {
      let row = <usize>(o * picks + k) * inner;
      for (let i = first; i < last; i++) {
        let from = row + i << 2;
        let position = <usize>max(0, min(load<i32>(index + from), <i32>length - 1));
        let to = base + (position * inner + i << 2);
        store<f32>(to, load<f32>(to) + load<f32>(source + from));
      }
    }
  }
}

/** One task is one row, whose positions differ. */
export function placeRows(
  index: usize, source: usize, out: usize, rows: u32, columns: u32, picks: u32, start: u32, end: u32,
): void {
  for (let row = start; row < end; row++) {
    let to = out + (<usize>row * columns << 2);
    let last = <usize>(row + 1) * picks << 2;
    for (let at = <usize>row * picks << 2; at < last; at += 4) {
      store<f32>(to + (<usize>load<u32>(index + at) << 2), load<f32>(source + at));
    }
  }
}
