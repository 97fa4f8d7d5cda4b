/** A single task; see lossScaleStep.wgsl. */
export function lossScaleStep(
  norm: usize, scale: usize, growthTracker: usize, skipped: usize, gradNorm: usize, unscale: usize,
  proceed: usize, growthFactor: f32, backoffFactor: f32, growthInterval: f32, start: u32, end: u32,
): void {
  let now = load<f32>(scale);
  let value = load<f32>(norm);
  let inverse: f32 = 1 / now;
  store<f32>(unscale, inverse);
  store<f32>(gradNorm, value * inverse);
  if (!isFinite(value)) {
    store<f32>(proceed, 0);
    store<f32>(scale, now * backoffFactor);
    store<f32>(growthTracker, 0);
    store<f32>(skipped, load<f32>(skipped) + 1);
    return;
  }
  store<f32>(proceed, 1);
  let good = load<f32>(growthTracker) + 1;
  if (good < growthInterval) {
    store<f32>(growthTracker, good);
    return;
  }
  store<f32>(growthTracker, 0);
  let grown = now * growthFactor;
  if (isFinite(grown)) store<f32>(scale, grown);
}
