export function accumulate(x: usize, out: usize, n: u32, start: u32, end: u32): void {
  let to: usize = min(<usize>end << 12, (<usize>n + 3 >> 2) << 4);
  for (let i: usize = <usize>start << 12; i < to; i += 16) {
    v128.store(out + i, f32x4.add(v128.load(out + i), v128.load(x + i)));
  }
}
