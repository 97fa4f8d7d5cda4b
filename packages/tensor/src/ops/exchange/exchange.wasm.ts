/** One task is 1,024 elements; what lies past the end is padding. */
export function exchange(a: usize, b: usize, n: u32, start: u32, end: u32): void {
  let to: usize = min(<usize>end << 12, (<usize>n + 3 >> 2) << 4);
  for (let i: usize = <usize>start << 12; i < to; i += 16) {
    let before = v128.load(a + i);
    v128.store(a + i, v128.load(b + i));
    v128.store(b + i, before);
  }
}
