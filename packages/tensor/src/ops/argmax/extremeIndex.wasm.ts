/** Rows of an axis; NaN counts as the extreme, of equal ones the first wins. A task is one output. */
@inline
function extremeIndex(
  least: bool, x: usize, out: usize, outer: u32, reduce: u32, inner: u32, start: u32, end: u32,
): void {
  for (let task = start; task < end; task++) {
    let p = x + (<usize>(task / inner * reduce * inner + task % inner) << 2);
    let best = load<f32>(p);
    let index: u32 = 0;
    if (best == best) {
      for (let r: u32 = 1; r < reduce; r++) {
        p += <usize>inner << 2;
        let value = load<f32>(p);
        if (least ? value < best : value > best) {
          best = value;
          index = r;
        } else if (value != value) {
          index = r;
          break;
        }
      }
    }
    store<u32>(out + (<usize>task << 2), index);
  }
}

export function argmax(
  x: usize, out: usize, outer: u32, reduce: u32, inner: u32, start: u32, end: u32,
): void {
  extremeIndex(false, x, out, outer, reduce, inner, start, end);
}

export function argmin(
  x: usize, out: usize, outer: u32, reduce: u32, inner: u32, start: u32, end: u32,
): void {
  extremeIndex(true, x, out, outer, reduce, inner, start, end);
}
