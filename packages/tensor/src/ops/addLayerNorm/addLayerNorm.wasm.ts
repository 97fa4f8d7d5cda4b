import { addRow } from '../rows/rows.wasm';
import { layerNorm, layerNormBackward } from '../layerNorm/layerNorm.wasm';

/** One task is one row, added up and normalised while it is in the cache. */
export function addLayerNorm(
  x: usize, residual: usize, weight: usize, bias: usize, out: usize, sum: usize, statistics: usize,
  rows: u32, columns: u32, eps: f32, hasBias: u32, start: u32, end: u32,
): void {
  for (let row = start; row < end; row++) {
    let at = <usize>row * columns << 2;
    addRow(x + at, residual + at, sum + at, columns);
    layerNorm(sum, weight, bias, out, statistics, rows, columns, eps, hasBias, row, row + 1);
  }
}

/** One task is one chunk of rows. */
export function addLayerNormBackward(
  sum: usize, weight: usize, statistics: usize, gradient: usize, sumGradient: usize,
  dx: usize, dweight: usize, dbias: usize,
  rows: u32, columns: u32, chunk: u32, hasSum: u32, start: u32, end: u32,
): void {
  for (let task = start; task < end; task++) {
    layerNormBackward(sum, weight, statistics, gradient, dx, dweight, dbias, rows, columns, chunk, task, task + 1);
    if (!hasSum) continue;
    let at = <usize>task * chunk * columns << 2;
    let own = min(chunk, rows - task * chunk);
    addRow(dx + at, sumGradient + at, dx + at, own * columns);
  }
}
