/** One task is 1,024 elements; what lies past the end is padding. */
export function adamwStep(
  gradient: usize,
  gradientScale: usize,
  skipped: usize,
  param: usize,
  m: usize,
  v: usize,
  n: u32,
  scaled: u32,
  decay: f32,
  beta1: f32,
  rest1: f32,
  beta2: f32,
  rest2: f32,
  stepSize: f32,
  rootScale: f32,
  eps: f32,
  penalty: f32,
  counted: u32,
  step: f32,
  learningRate: f32,
  logBeta1: f32,
  logBeta2: f32,
  start: u32,
  end: u32,
): void {
  if (counted) {
    let t = <f64>step - <f64>load<f32>(skipped);
    stepSize = <f32>(<f64>learningRate / -Math.expm1(t * logBeta1));
    rootScale = <f32>(1 / Math.sqrt(-Math.expm1(t * logBeta2)));
  }
  let scale = f32x4.splat(scaled ? load<f32>(gradientScale) : 1);
  let to: usize = min((<usize>end) << 12, ((<usize>n + 3) >> 2) << 4);
  for (let i: usize = (<usize>start) << 12; i < to; i += 16) {
    let g = f32x4.mul(v128.load(gradient + i), scale);
    if (penalty != 0) g = f32x4.add(g, f32x4.mul(v128.load(param + i), f32x4.splat(penalty)));
    let first = f32x4.add(f32x4.mul(v128.load(m + i), f32x4.splat(beta1)), f32x4.mul(g, f32x4.splat(rest1)));
    let second = f32x4.add(
      f32x4.mul(v128.load(v + i), f32x4.splat(beta2)),
      f32x4.mul(f32x4.mul(g, g), f32x4.splat(rest2)),
    );
    v128.store(m + i, first);
    v128.store(v + i, second);
    let root = f32x4.add(f32x4.mul(f32x4.sqrt(second), f32x4.splat(rootScale)), f32x4.splat(eps));
    let change = f32x4.mul(f32x4.div(first, root), f32x4.splat(stepSize));
    v128.store(param + i, f32x4.sub(f32x4.mul(v128.load(param + i), f32x4.splat(decay)), change));
  }
}
