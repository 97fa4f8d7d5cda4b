export function reciprocalDeviation(
  x: usize, out: usize, n: u32, eps: f32, start: u32, end: u32,
): void {
  let plus = f32x4.splat(eps);
  let to: usize = min(<usize>end << 12, (<usize>n + 3 >> 2) << 4);
  for (let i: usize = <usize>start << 12; i < to; i += 16) {
    let root = f32x4.sqrt(f32x4.add(v128.load(x + i), plus));
    v128.store(out + i, f32x4.div(f32x4.splat(1), root));
  }
}
