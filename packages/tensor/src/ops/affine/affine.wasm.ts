export function affine(x: usize, out: usize, n: u32, scale: f32, shift: f32, start: u32, end: u32): void {
  let to: usize = min(<usize>end << 12, (<usize>n + 3 >> 2) << 4);
  let vScale = f32x4.splat(scale);
  let vShift = f32x4.splat(shift);
  for (let i: usize = <usize>start << 12; i < to; i += 16) {
    v128.store(out + i, f32x4.add(f32x4.mul(v128.load(x + i), vScale), vShift));
  }
}
