/** One task is 1,024 elements; what lies past the end is padding. */
export function lerpInto(x: usize, out: usize, n: u32, weight: f32, start: u32, end: u32): void {
  let share = f32x4.splat(weight);
  let to: usize = min(<usize>end << 12, (<usize>n + 3 >> 2) << 4);
  for (let i: usize = <usize>start << 12; i < to; i += 16) {
    let before = v128.load(out + i);
    v128.store(out + i, f32x4.add(before, f32x4.mul(f32x4.sub(v128.load(x + i), before), share)));
  }
}
