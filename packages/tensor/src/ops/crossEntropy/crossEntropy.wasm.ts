import { rowAffine, rowExp, rowExpSum, rowMax, rowScale, rowSum } from '../rows/rows.wasm';

/** One task is one row. */
export function crossEntropy(
  x: usize, targets: usize, losses: usize, logSums: usize,
  rows: u32, columns: u32, ignoreIndex: u32, smoothing: f32, start: u32, end: u32,
): void {
  for (let row = start; row < end; row++) {
    let p = x + (<usize>row * columns << 2);
    let top = rowMax(p, columns);
    let logTotal = Mathf.log(rowExpSum(p, columns, top));
    let label = load<u32>(targets + (<usize>row << 2));
    let loss: f32 = 0;
    if (label != ignoreIndex) {
      loss = label < columns ? top - load<f32>(p + (<usize>label << 2)) : f32.NaN;
      // With label smoothing every class is a target a little.
      if (smoothing != 0) loss += smoothing * (top - rowSum(p, columns) / <f32>columns - loss);
      loss += logTotal;
    }
    store<f32>(losses + (<usize>row << 2), loss);
    store<f32>(logSums + (<usize>row << 2), top + logTotal);
  }
}

/** A single task; f64 keeps the sum of many rows good to the last digit of the result. */
export function crossEntropyTotal(
  losses: usize, targets: usize, out: usize, count: usize,
  rows: u32, ignoreIndex: u32, mean: u32, start: u32, end: u32,
): void {
  let total: f64 = 0;
  let counted: u32 = 0;
  for (let row: usize = 0; row < <usize>rows << 2; row += 4) {
    total += <f64>load<f32>(losses + row);
    counted += <u32>(load<u32>(targets + row) != ignoreIndex);
  }
  store<f32>(out, <f32>(mean ? total / <f64>counted : total));
  store<f32>(count, <f32>counted);
}

/** One task is one row. */
export function crossEntropyBackward(
  x: usize, targets: usize, logSums: usize, count: usize, gradient: usize, dx: usize,
  rows: u32, columns: u32, ignoreIndex: u32, mean: u32, perRow: u32, smoothing: f32,
  start: u32, end: u32,
): void {
  let bytes = <usize>columns << 2;
  for (let row = start; row < end; row++) {
    let p = x + <usize>row * bytes;
    let q = dx + <usize>row * bytes;
    let label = load<u32>(targets + (<usize>row << 2));
    if (label == ignoreIndex) {
      memory.fill(q, 0, bytes);
      continue;
    }
    let factor = load<f32>(gradient + (<usize>(perRow ? row : 0) << 2));
    if (mean) factor /= load<f32>(count);
    rowExp(p, q, columns, load<f32>(logSums + (<usize>row << 2)));
    if (smoothing != 0) rowAffine(q, columns, factor, -factor * smoothing / <f32>columns);
    else rowScale(q, columns, factor);
    if (label < columns) {
      let at = q + (<usize>label << 2);
      store<f32>(at, load<f32>(at) - factor * (1 - smoothing));
    }
  }
}
