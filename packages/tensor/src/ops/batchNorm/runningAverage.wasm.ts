export function runningAverage(x: usize, out: usize, n: u32, momentum: f32, start: u32, end: u32): void {
  let keep = f32x4.splat(1 - momentum);
  let share = f32x4.splat(momentum);
  let to: usize = min(<usize>end << 12, (<usize>n + 3 >> 2) << 4);
  for (let i: usize = <usize>start << 12; i < to; i += 16) {
    let before = f32x4.mul(keep, v128.load(out + i));
    v128.store(out + i, f32x4.add(before, f32x4.mul(share, v128.load(x + i))));
  }
}
