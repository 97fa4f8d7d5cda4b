/** A single task. */
export function clipScale(norm: usize, out: usize, maxNorm: f32, start: u32, end: u32): void {
  store<f32>(out, min<f32>(1, maxNorm / (load<f32>(norm) + 1e-6)));
}
