import { rowSquareSum } from '../rows/rows.wasm';

/** One task is one block of 4,096 elements. */
export function squareSums(x: usize, partials: usize, n: u32, offset: u32, start: u32, end: u32): void {
  for (let task = start; task < end; task++) {
    let first = task << 12;
    let total = rowSquareSum(x + (<usize>first << 2), min(n - first, 4096), 0);
    store<f32>(partials + (<usize>(offset + task) << 2), total);
  }
}

/** A single task. */
export function globalNorm(partials: usize, out: usize, n: u32, start: u32, end: u32): void {
  let total: f64 = 0;
  for (let i: usize = 0; i < <usize>n << 2; i += 4) total += <f64>load<f32>(partials + i);
  store<f32>(out, <f32>Math.sqrt(total));
}
