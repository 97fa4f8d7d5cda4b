import { sum4 } from '../../backend/cpu/math.wasm';
import { laneMask, storeLanes } from '../../backend/cpu/tail.wasm';
import { rowSquareSum, rowSum } from '../rows/rows.wasm';

/** One task is one row; it stays in the cache over the three passes. */
export function layerNorm(
  x: usize, weight: usize, bias: usize, out: usize, statistics: usize,
  rows: u32, columns: u32, eps: f32, hasBias: u32, start: u32, end: u32,
): void {
  let bytes = <usize>columns << 2;
  let rstd = statistics + (<usize>rows << 2);
  for (let row = start; row < end; row++) {
    let p = x + <usize>row * bytes;
    let q = out + <usize>row * bytes;
    let average = rowSum(p, columns) / <f32>columns;
    let scale: f32 = 1 / sqrt(rowSquareSum(p, columns, average) / <f32>columns + eps);
    store<f32>(statistics + (<usize>row << 2), average);
    store<f32>(rstd + (<usize>row << 2), scale);
    let m = f32x4.splat(average);
    let s = f32x4.splat(scale);
    let i: usize = 0;
    if (hasBias) {
      for (; i + 16 <= bytes; i += 16) {
        let n = f32x4.mul(f32x4.sub(v128.load(p + i), m), s);
        v128.store(q + i, f32x4.add(f32x4.mul(n, v128.load(weight + i)), v128.load(bias + i)));
      }
      if (i < bytes) {
        let n = f32x4.mul(f32x4.sub(v128.load(p + i), m), s);
        let y = f32x4.add(f32x4.mul(n, v128.load(weight + i)), v128.load(bias + i));
        storeLanes(q + i, y, <u32>(bytes - i) >> 2);
      }
    } else {
      for (; i + 16 <= bytes; i += 16) {
        let n = f32x4.mul(f32x4.sub(v128.load(p + i), m), s);
        v128.store(q + i, f32x4.mul(n, v128.load(weight + i)));
      }
      if (i < bytes) {
        let n = f32x4.mul(f32x4.sub(v128.load(p + i), m), s);
        storeLanes(q + i, f32x4.mul(n, v128.load(weight + i)), <u32>(bytes - i) >> 2);
      }
    }
  }
}

/**
 * One task is one chunk of rows: dx of its rows, and its part of dweight and dbias. With
 * n = (x − mean)·rstd and g = gradient·weight, dx = rstd · (g − average(g) − n · average(g·n)).
 */
export function layerNormBackward(
  x: usize, weight: usize, statistics: usize, gradient: usize, dx: usize, dweight: usize, dbias: usize,
  rows: u32, columns: u32, chunk: u32, start: u32, end: u32,
): void {
  let bytes = <usize>columns << 2;
  let rstd = statistics + (<usize>rows << 2);
  let mask = laneMask(columns & 3);
  for (let task = start; task < end; task++) {
    let dw = dweight + <usize>task * bytes;
    let db = dbias + <usize>task * bytes;
    memory.fill(dw, 0, bytes);
    memory.fill(db, 0, bytes);
    let last = min(task * chunk + chunk, rows);
    for (let row = task * chunk; row < last; row++) {
      let p = x + <usize>row * bytes;
      let q = gradient + <usize>row * bytes;
      let to = dx + <usize>row * bytes;
      let average = load<f32>(statistics + (<usize>row << 2));
      let scale = load<f32>(rstd + (<usize>row << 2));
      let m = f32x4.splat(average);
      let s = f32x4.splat(scale);
      let sumG = f32x4.splat(0);
      let sumGN = f32x4.splat(0);
      let i: usize = 0;
      for (; i + 16 <= bytes; i += 16) {
        let dy = v128.load(q + i);
        let n = f32x4.mul(f32x4.sub(v128.load(p + i), m), s);
        let dyN = f32x4.mul(dy, n);
        let w = v128.load(weight + i);
        v128.store(dw + i, f32x4.add(v128.load(dw + i), dyN));
        v128.store(db + i, f32x4.add(v128.load(db + i), dy));
        sumG = f32x4.add(sumG, f32x4.mul(dy, w));
        sumGN = f32x4.add(sumGN, f32x4.mul(dyN, w));
      }
      if (i < bytes) {
        let rest = <u32>(bytes - i) >> 2;
        let dy = v128.and(v128.load(q + i), mask);
        let n = v128.and(f32x4.mul(f32x4.sub(v128.load(p + i), m), s), mask);
        let dyN = f32x4.mul(dy, n);
        let w = v128.and(v128.load(weight + i), mask);
        storeLanes(dw + i, f32x4.add(v128.load(dw + i), dyN), rest);
        storeLanes(db + i, f32x4.add(v128.load(db + i), dy), rest);
        sumG = f32x4.add(sumG, f32x4.mul(dy, w));
        sumGN = f32x4.add(sumGN, f32x4.mul(dyN, w));
      }
      // dx = rstd · gradient·weight − a − n·b
      let a = f32x4.splat(scale * (sum4(sumG) / <f32>columns));
      let b = f32x4.splat(scale * (sum4(sumGN) / <f32>columns));
      for (i = 0; i + 16 <= bytes; i += 16) {
        let g = f32x4.mul(f32x4.mul(v128.load(q + i), v128.load(weight + i)), s);
        let n = f32x4.mul(f32x4.sub(v128.load(p + i), m), s);
        v128.store(to + i, f32x4.sub(f32x4.sub(g, a), f32x4.mul(n, b)));
      }
      if (i < bytes) {
        let g = f32x4.mul(f32x4.mul(v128.load(q + i), v128.load(weight + i)), s);
        let n = f32x4.mul(f32x4.sub(v128.load(p + i), m), s);
        storeLanes(to + i, f32x4.sub(f32x4.sub(g, a), f32x4.mul(n, b)), <u32>(bytes - i) >> 2);
      }
    }
  }
}
