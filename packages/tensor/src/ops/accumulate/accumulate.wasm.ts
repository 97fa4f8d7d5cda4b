export function accumulate(x: usize, out: usize, n: u32, start: u32, end: u32): void {
  let i: usize = <usize>start << 12;
  let to: usize = min(<usize>end << 12, (<usize>n + 3 >> 2) << 4);
  for (; i + 64 <= to; i += 64) {
    v128.store(out + i, f32x4.add(v128.load(out + i), v128.load(x + i)));
    v128.store(out + i, f32x4.add(v128.load(out + i, 16), v128.load(x + i, 16)), 16);
    v128.store(out + i, f32x4.add(v128.load(out + i, 32), v128.load(x + i, 32)), 32);
    v128.store(out + i, f32x4.add(v128.load(out + i, 48), v128.load(x + i, 48)), 48);
  }
  for (; i < to; i += 16) v128.store(out + i, f32x4.add(v128.load(out + i), v128.load(x + i)));
}
