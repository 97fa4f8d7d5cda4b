import { sum4 } from '../../backend/cpu/math.wasm';
import { laneMask } from '../../backend/cpu/tail.wasm';

/**
 * out[r, j] = Σ a[r, i]·w[j, i] for a few rows of a [rows, k] and all of w [n, k], rows of a and out being
 * `aStride` and `outStride` elements apart. Dot products of two rows of w with four of a, out of registers
 * and without packing: w is used once per time step, and packing it would cost as much as the product.
 */
export function rowsTimesMatrix(
  a: usize, aStride: u32, rows: u32, w: usize, n: u32, k: u32, out: usize, outStride: u32,
): void {
  let aBytes = <usize>aStride << 2;
  let outBytes = <usize>outStride << 2;
  let wBytes = <usize>k << 2;
  // Sixteen rows of w at a time stay in the cache for all rows of a.
  for (let block: u32 = 0; block < n; block += 16) {
    let last = min(block + 16, n);
    for (let r: u32 = 0; r < rows; r += 4) {
      let p = a + <usize>r * aBytes;
      let q = out + <usize>r * outBytes;
      let left = rows - r;
      for (let j = block; j < last; j += 2) {
        let w0 = w + <usize>j * wBytes;
        fourByTwo(
          p, aBytes, left, w0, j + 1 < last ? w0 + wBytes : w0, wBytes,
          q + (<usize>j << 2), outBytes, j + 1 < last,
        );
      }
    }
  }
}

/** The dot products of up to four rows with two; rows past the last repeat it and are not stored. */
function fourByTwo(
  p: usize, aBytes: usize, rows: u32, w0: usize, w1: usize, bytes: usize,
  out: usize, outBytes: usize, both: bool,
): void {
  let a0 = p;
  let a1 = rows > 1 ? a0 + aBytes : a0;
  let a2 = rows > 2 ? a1 + aBytes : a1;
  let a3 = rows > 3 ? a2 + aBytes : a2;
  let s00 = f32x4.splat(0);
  let s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    let u = v128.load(w0 + i);
    let v = v128.load(w1 + i);
    let x = v128.load(a0 + i);
    s00 = f32x4.add(s00, f32x4.mul(x, u));
    s01 = f32x4.add(s01, f32x4.mul(x, v));
    x = v128.load(a1 + i);
    s10 = f32x4.add(s10, f32x4.mul(x, u));
    s11 = f32x4.add(s11, f32x4.mul(x, v));
    x = v128.load(a2 + i);
    s20 = f32x4.add(s20, f32x4.mul(x, u));
    s21 = f32x4.add(s21, f32x4.mul(x, v));
    x = v128.load(a3 + i);
    s30 = f32x4.add(s30, f32x4.mul(x, u));
    s31 = f32x4.add(s31, f32x4.mul(x, v));
  }
  if (i < bytes) {
    let mask = laneMask(<u32>(bytes - i) >> 2);
    let u = v128.load(w0 + i);
    let v = v128.load(w1 + i);
    let x = v128.load(a0 + i);
    s00 = f32x4.add(s00, v128.and(f32x4.mul(x, u), mask));
    s01 = f32x4.add(s01, v128.and(f32x4.mul(x, v), mask));
    x = v128.load(a1 + i);
    s10 = f32x4.add(s10, v128.and(f32x4.mul(x, u), mask));
    s11 = f32x4.add(s11, v128.and(f32x4.mul(x, v), mask));
    x = v128.load(a2 + i);
    s20 = f32x4.add(s20, v128.and(f32x4.mul(x, u), mask));
    s21 = f32x4.add(s21, v128.and(f32x4.mul(x, v), mask));
    x = v128.load(a3 + i);
    s30 = f32x4.add(s30, v128.and(f32x4.mul(x, u), mask));
    s31 = f32x4.add(s31, v128.and(f32x4.mul(x, v), mask));
  }
  storePair(out, s00, s01, both);
  if (rows > 1) storePair(out + outBytes, s10, s11, both);
  if (rows > 2) storePair(out + 2 * outBytes, s20, s21, both);
  if (rows > 3) storePair(out + 3 * outBytes, s30, s31, both);
}

@inline
function storePair(out: usize, first: v128, second: v128, both: bool): void {
  store<f32>(out, sum4(first));
  if (both) store<f32>(out, sum4(second), 4);
}
