export function fill(out: usize, n: u32, word: u32, start: u32, end: u32): void {
  let to: usize = min(<usize>end << 12, (<usize>n + 3 >> 2) << 4);
  let value = i32x4.splat(word);
  for (let i: usize = <usize>start << 12; i < to; i += 16) v128.store(out + i, value);
}
