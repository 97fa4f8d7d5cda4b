import { rowSquareSum, rowSum } from '../rows/rows.wasm';

/** One task is one row. */
export function rowMoments(
  x: usize, mean: usize, rstd: usize, rows: u32, columns: u32, eps: f32, start: u32, end: u32,
): void {
  for (let row = start; row < end; row++) {
    let p = x + (<usize>row * columns << 2);
    let average = rowSum(p, columns) / <f32>columns;
    store<f32>(mean + (<usize>row << 2), average);
    let variance = rowSquareSum(p, columns, average) / <f32>columns;
    store<f32>(rstd + (<usize>row << 2), 1 / sqrt(variance + eps));
  }
}
