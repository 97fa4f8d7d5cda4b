import { sum4 } from '../../backend/cpu/math.wasm';
import { laneMask, storeLanes } from '../../backend/cpu/tail.wasm';
import { rowSquareSum } from '../rows/rows.wasm';

/** One task is one row; it stays in the cache over the two passes. */
export function rmsNorm(
  x: usize, weight: usize, out: usize, rstd: usize,
  rows: u32, columns: u32, eps: f32, start: u32, end: u32,
): void {
  let bytes = <usize>columns << 2;
  for (let row = start; row < end; row++) {
    let p = x + <usize>row * bytes;
    let q = out + <usize>row * bytes;
    let scale: f32 = 1 / sqrt(rowSquareSum(p, columns, 0) / <f32>columns + eps);
    store<f32>(rstd + (<usize>row << 2), scale);
    let s = f32x4.splat(scale);
    let i: usize = 0;
    for (; i + 16 <= bytes; i += 16) {
      v128.store(q + i, f32x4.mul(f32x4.mul(v128.load(p + i), s), v128.load(weight + i)));
    }
    if (i < bytes) {
      let y = f32x4.mul(f32x4.mul(v128.load(p + i), s), v128.load(weight + i));
      storeLanes(q + i, y, <u32>(bytes - i) >> 2);
    }
  }
}

/**
 * One task is one chunk of rows: dx of its rows and its part of dweight. With n = x·rstd and
 * g = gradient·weight, dx = rstd · (g − n · average(g·n)).
 */
export function rmsNormBackward(
  x: usize, weight: usize, rstd: usize, gradient: usize, dx: usize, dweight: usize,
  rows: u32, columns: u32, chunk: u32, start: u32, end: u32,
): void {
  let bytes = <usize>columns << 2;
  let mask = laneMask(columns & 3);
  for (let task = start; task < end; task++) {
    let dw = dweight + <usize>task * bytes;
    memory.fill(dw, 0, bytes);
    let last = min(task * chunk + chunk, rows);
    for (let row = task * chunk; row < last; row++) {
      let p = x + <usize>row * bytes;
      let q = gradient + <usize>row * bytes;
      let to = dx + <usize>row * bytes;
      let scale = load<f32>(rstd + (<usize>row << 2));
      let s = f32x4.splat(scale);
      let sum = f32x4.splat(0);
      let i: usize = 0;
      for (; i + 16 <= bytes; i += 16) {
        let dyN = f32x4.mul(f32x4.mul(v128.load(p + i), s), v128.load(q + i));
        v128.store(dw + i, f32x4.add(v128.load(dw + i), dyN));
        sum = f32x4.add(sum, f32x4.mul(dyN, v128.load(weight + i)));
      }
      if (i < bytes) {
        let dyN = v128.and(f32x4.mul(f32x4.mul(v128.load(p + i), s), v128.load(q + i)), mask);
        storeLanes(dw + i, f32x4.add(v128.load(dw + i), dyN), <u32>(bytes - i) >> 2);
        sum = f32x4.add(sum, v128.and(f32x4.mul(dyN, v128.load(weight + i)), mask));
      }
      // dx = rstd · gradient·weight − x · shrink
      let shrink = f32x4.splat((sum4(sum) / <f32>columns) * scale * scale);
      for (i = 0; i + 16 <= bytes; i += 16) {
        let g = f32x4.mul(f32x4.mul(v128.load(q + i), v128.load(weight + i)), s);
        v128.store(to + i, f32x4.sub(g, f32x4.mul(v128.load(p + i), shrink)));
      }
      if (i < bytes) {
        let g = f32x4.mul(f32x4.mul(v128.load(q + i), v128.load(weight + i)), s);
        let d = f32x4.sub(g, f32x4.mul(v128.load(p + i), shrink));
        storeLanes(to + i, d, <u32>(bytes - i) >> 2);
      }
    }
  }
}
