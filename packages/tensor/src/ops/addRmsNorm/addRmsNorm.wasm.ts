import { addRow } from '../rows/rows.wasm';
import { rmsNorm, rmsNormBackward } from '../rmsNorm/rmsNorm.wasm';

/** One task is one row, added up and normalised while it is in the cache. */
export function addRmsNorm(
  x: usize, residual: usize, weight: usize, out: usize, sum: usize, rstd: usize,
  rows: u32, columns: u32, eps: f32, start: u32, end: u32,
): void {
  for (let row = start; row < end; row++) {
    let at = <usize>row * columns << 2;
    addRow(x + at, residual + at, sum + at, columns);
    rmsNorm(sum, weight, out, rstd, rows, columns, eps, row, row + 1);
  }
}

/** One task is one chunk of rows. */
export function addRmsNormBackward(
  sum: usize, weight: usize, rstd: usize, gradient: usize, sumGradient: usize, dx: usize, dweight: usize,
  rows: u32, columns: u32, chunk: u32, hasSum: u32, start: u32, end: u32,
): void {
  for (let task = start; task < end; task++) {
    rmsNormBackward(sum, weight, rstd, gradient, dx, dweight, rows, columns, chunk, task, task + 1);
    if (!hasSum) continue;
    let at = <usize>task * chunk * columns << 2;
    let own = min(chunk, rows - task * chunk);
    addRow(dx + at, sumGradient + at, dx + at, own * columns);
  }
}
