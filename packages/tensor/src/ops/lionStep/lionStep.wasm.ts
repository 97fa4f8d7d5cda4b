/** One task is 1,024 elements; what lies past the end is padding. */
export function lionStep(
  gradient: usize, gradientScale: usize, param: usize, m: usize,
  n: u32, scaled: u32, decay: f32, beta1: f32, rest1: f32, beta2: f32, rest2: f32, learningRate: f32,
  start: u32, end: u32,
): void {
  let scale = f32x4.splat(scaled ? load<f32>(gradientScale) : 1);
  let zero = f32x4.splat(0);
  let to: usize = min(<usize>end << 12, ((<usize>n + 3) >> 2) << 4);
  for (let i: usize = <usize>start << 12; i < to; i += 16) {
    let g = f32x4.mul(v128.load(gradient + i), scale);
    let before = v128.load(m + i);
    let c = f32x4.add(f32x4.mul(before, f32x4.splat(beta1)), f32x4.mul(g, f32x4.splat(rest1)));
    let after = f32x4.add(f32x4.mul(before, f32x4.splat(beta2)), f32x4.mul(g, f32x4.splat(rest2)));
    v128.store(m + i, after);
    // What is neither above nor below 0 stands for itself: 0, and NaN, which must not be lost.
    let direction = v128.bitselect(f32x4.splat(-1), c, f32x4.lt(c, zero));
    direction = v128.bitselect(f32x4.splat(1), direction, f32x4.gt(c, zero));
    let change = f32x4.mul(direction, f32x4.splat(learningRate));
    v128.store(param + i, f32x4.sub(f32x4.mul(v128.load(param + i), f32x4.splat(decay)), change));
  }
}
