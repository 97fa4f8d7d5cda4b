import { storeLanes } from '../../backend/cpu/tail.wasm';
import { rowDot, rowExp, rowMax, rowScale, rowSum } from '../rows/rows.wasm';

/** One task is one row. */
export function softmax(x: usize, out: usize, rows: u32, columns: u32, start: u32, end: u32): void {
  for (let row = start; row < end; row++) {
    let at = <usize>row * columns << 2;
    rowExp(x + at, out + at, columns, rowMax(x + at, columns));
    rowScale(out + at, columns, 1 / rowSum(out + at, columns));
  }
}

/** dx = y · (gradient − Σ gradient·y) */
export function softmaxBackward(
  y: usize, gradient: usize, out: usize, rows: u32, columns: u32, start: u32, end: u32,
): void {
  for (let row = start; row < end; row++) {
    let i = <usize>row * columns << 2;
    let last = i + (<usize>columns << 2);
    let dot = f32x4.splat(rowDot(y + i, gradient + i, columns));
    for (; i + 16 <= last; i += 16) {
      let g = f32x4.sub(v128.load(gradient + i), dot);
      v128.store(out + i, f32x4.mul(v128.load(y + i), g));
    }
    if (i < last) {
      let g = f32x4.sub(v128.load(gradient + i), dot);
      storeLanes(out + i, f32x4.mul(v128.load(y + i), g), <u32>(last - i) >> 2);
    }
  }
}
