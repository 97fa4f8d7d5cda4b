import { dot } from './attentionBackward.wasm';

/** Per query and head its log-sum-exp and Σ_d out·gradient, side by side. One task is one of them. */
export function attentionDelta(
  out: usize, gradient: usize, lse: usize, stats: usize, heads: u32, headDim: u32, queries: u32,
  batch: u32, start: u32, end: u32,
): void {
  for (let task = start; task < end; task++) {
    let i = task % queries;
    let h = (task / queries) % heads;
    let b = task / queries / heads;
    let at = (((<usize>b * queries + i) * heads + h) * headDim) << 2;
    let to = stats + (<usize>task << 3);
    store<f32>(to, load<f32>(lse + (<usize>task << 2)));
    store<f32>(to, dot(out + at, gradient + at, headDim), 4);
  }
}
