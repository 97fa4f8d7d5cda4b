/** One task is 1,024 elements; what lies past the end is padding. */
export function sgdStep(
  gradient: usize, gradientScale: usize, param: usize,
  n: u32, scaled: u32, learningRate: f32, weightDecay: f32, start: u32, end: u32,
): void {
  let scale = f32x4.splat(scaled ? load<f32>(gradientScale) : 1);
  let decay = f32x4.splat(weightDecay);
  let rate = f32x4.splat(learningRate);
  let to: usize = min(<usize>end << 12, ((<usize>n + 3) >> 2) << 4);
  for (let i: usize = <usize>start << 12; i < to; i += 16) {
    let p = v128.load(param + i);
    let g = f32x4.add(f32x4.mul(v128.load(gradient + i), scale), f32x4.mul(p, decay));
    v128.store(param + i, f32x4.sub(p, f32x4.mul(g, rate)));
  }
}

/** One task is 1,024 elements. */
export function sgdMomentumStep(
  gradient: usize, gradientScale: usize, param: usize, velocity: usize,
  n: u32, scaled: u32, learningRate: f32, weightDecay: f32, momentum: f32, fresh: f32, nesterov: u32,
  start: u32, end: u32,
): void {
  let scale = f32x4.splat(scaled ? load<f32>(gradientScale) : 1);
  let decay = f32x4.splat(weightDecay);
  let rate = f32x4.splat(learningRate);
  let keep = f32x4.splat(momentum);
  let part = f32x4.splat(fresh);
  let to: usize = min(<usize>end << 12, ((<usize>n + 3) >> 2) << 4);
  for (let i: usize = <usize>start << 12; i < to; i += 16) {
    let p = v128.load(param + i);
    let g = f32x4.add(f32x4.mul(v128.load(gradient + i), scale), f32x4.mul(p, decay));
    let speed = f32x4.add(f32x4.mul(v128.load(velocity + i), keep), f32x4.mul(g, part));
    v128.store(velocity + i, speed);
    let along = nesterov ? f32x4.add(g, f32x4.mul(speed, keep)) : speed;
    v128.store(param + i, f32x4.sub(p, f32x4.mul(along, rate)));
  }
}
