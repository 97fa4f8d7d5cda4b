/** One task is 1,024 outputs. */
export function gather(
  x: usize, index: usize, out: usize,
  outer: u32, length: u32, picks: u32, inner: u32, oneForAll: u32, start: u32, end: u32,
): void {
  let i = start << 10;
  let to = min(end << 10, outer * picks * inner);
  let row = i / inner;
  let at = i % inner;
  let pick = row % picks;
  let line = row / picks;
  for (; i < to; i++) {
    let wanted = load<i32>(index + (<usize>(oneForAll ? pick : i) << 2));
    let from = line * length + <u32>max(0, min(wanted, <i32>length - 1));
    store<u32>(out + (<usize>i << 2), load<u32>(x + (<usize>(from * inner + at) << 2)));
    if (++at < inner) continue;
    at = 0;
    if (++pick < picks) continue;
    pick = 0;
    line++;
  }
}
