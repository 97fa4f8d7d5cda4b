/** One task is one id. */
export function oneHot(
  ids: usize, out: usize, n: u32, classes: u32, word: u32, start: u32, end: u32,
): void {
  let bytes = <usize>classes << 2;
  memory.fill(out + <usize>start * bytes, 0, <usize>(end - start) * bytes);
  for (let row = start; row < end; row++) {
    let id = load<u32>(ids + (<usize>row << 2));
    if (id < classes) store<u32>(out + <usize>row * bytes + (<usize>id << 2), word);
  }
}
