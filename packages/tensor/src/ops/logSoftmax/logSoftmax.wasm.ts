import { exp4 } from '../../backend/cpu/math.wasm';
import { storeLanes } from '../../backend/cpu/tail.wasm';
import { rowExpSum, rowMax, rowSum } from '../rows/rows.wasm';

/** One task is one row. */
export function logSoftmax(x: usize, out: usize, rows: u32, columns: u32, start: u32, end: u32): void {
  for (let row = start; row < end; row++) {
    let i = <usize>row * columns << 2;
    let last = i + (<usize>columns << 2);
    let top = rowMax(x + i, columns);
    let by = f32x4.splat(Mathf.log(rowExpSum(x + i, columns, top)));
    let largest = f32x4.splat(top);
    for (; i + 16 <= last; i += 16) {
      v128.store(out + i, f32x4.sub(f32x4.sub(v128.load(x + i), largest), by));
    }
    if (i < last) {
      storeLanes(out + i, f32x4.sub(f32x4.sub(v128.load(x + i), largest), by), <u32>(last - i) >> 2);
    }
  }
}

/** dx = gradient − e^y · Σ gradient */
export function logSoftmaxBackward(
  y: usize, gradient: usize, out: usize, rows: u32, columns: u32, start: u32, end: u32,
): void {
  for (let row = start; row < end; row++) {
    let i = <usize>row * columns << 2;
    let last = i + (<usize>columns << 2);
    let total = f32x4.splat(rowSum(gradient + i, columns));
    for (; i + 16 <= last; i += 16) {
      let part = f32x4.mul(exp4(v128.load(y + i)), total);
      v128.store(out + i, f32x4.sub(v128.load(gradient + i), part));
    }
    if (i < last) {
      let part = f32x4.mul(exp4(v128.load(y + i)), total);
      storeLanes(out + i, f32x4.sub(v128.load(gradient + i), part), <u32>(last - i) >> 2);
    }
  }
}
