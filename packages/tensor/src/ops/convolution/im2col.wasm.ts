/** Between images and the matrices that the micro-kernel multiplies. */
import { Walk } from './walk.wasm';

/** Columns of a block, and the row length of its matrix in elements. */
export const BLOCK: u32 = 256;

/**
 * Rows k0 … k0 + kc − 1 of the matrix whose columns are the result's positions (images after each other)
 * and whose rows are (channel, tap), at the columns j0 … j0 + count − 1: what each position reads, 0
 * outside the image. Rows lie BLOCK elements apart at `to`; up to 12 bytes past a row are overwritten.
 */
export function gatherRows(
  x: usize, imageStride: usize, wy: Walk, wx: Walk, k0: u32, kc: u32, j0: u32, count: u32, to: usize,
): void {
  let plane = <usize>wy.length * wx.length;
  let positions = wy.count * wx.count;
  let image = x + (<usize>(j0 / positions) * imageStride << 2);
  let startY = j0 % positions / wx.count;
  let startX = j0 % wx.count;
  let taps = wy.taps * wx.taps;
  let channel = k0 / taps;
  let ty = k0 % taps / wx.taps;
  let tx = k0 % wx.taps;
  let step = wx.step;
  let width = wx.length;
  for (let k: u32 = 0; k < kc; k++) {
    // Positions from low to high read inside a row of the image.
    let at = wx.base + <i32>tx * wx.tap;
    let low = at < 0 ? (step - 1 - at) / step : 0;
    let high = at < width ? (width - 1 - at) / step + 1 : 0;
    let source = image + (<usize>channel * plane << 2);
    let p = to + (<usize>k * BLOCK << 2);
    let left = count;
    let i = startY;
    let q = startX;
    while (left > 0) {
      let run = min(wx.count - q, left);
      let y = wy.base + <i32>i * wy.step + <i32>ty * wy.tap;
      let from = min(max(<i32>q, low), <i32>(q + run));
      let till = max(from, min(<i32>(q + run), high));
      if (<u32>y >= <u32>wy.length) till = from;
      zeros(p, from - <i32>q);
      copyEvery(source + (<usize>(y * width + at + from * step) << 2), step, p + (<usize>(from - q) << 2), till - from);
      zeros(p + (<usize>(till - q) << 2), <i32>(q + run) - till);
      p += <usize>run << 2;
      left -= run;
      q = 0;
      if (++i == wy.count) {
        i = 0;
        source += imageStride << 2;
      }
    }
    if (++tx == wx.taps) {
      tx = 0;
      if (++ty == wy.taps) {
        ty = 0;
        channel++;
      }
    }
  }
}

@inline
function zeros(p: usize, n: i32): void {
  for (let i: i32 = 0; i < n; i += 4) v128.store(p + (<usize>i << 2), f32x4.splat(0));
}

/** n elements `step` apart. Writes whole vectors. */
@inline
function copyEvery(from: usize, step: i32, to: usize, n: i32): void {
  if (step == 1) {
    for (let i: i32 = 0; i < n; i += 4) {
      let at = <usize>i << 2;
      v128.store(to + at, v128.load(from + at));
    }
  } else if (step == 2) {
    let i: i32 = 0;
    for (; i + 4 <= n; i += 4) {
      let at = from + (<usize>i << 3);
      v128.store(to + (<usize>i << 2), v128.shuffle<f32>(v128.load(at), v128.load(at, 16), 0, 2, 4, 6));
    }
    for (; i < n; i++) store<f32>(to + (<usize>i << 2), load<f32>(from + (<usize>i << 3)));
  } else {
    for (let i: i32 = 0; i < n; i++) {
      store<f32>(to + (<usize>i << 2), load<f32>(from + (<usize>(i * step) << 2)));
    }
  }
}

/**
 * Stores `rows` rows of a block (columns j0 … j0 + count − 1) to the result's planes from `out` on, which
 * are outHeight × outWidth, each plus its bias.
 */
export function scatterRows(
  from: usize, rows: u32, bias: usize, out: usize, imageStride: usize, wy: Walk, wx: Walk,
  outHeight: u32, outWidth: u32, j0: u32, count: u32,
): void {
  let positions = wy.count * wx.count;
  let image = out + (<usize>(j0 / positions) * imageStride << 2);
  for (let row: u32 = 0; row < rows; row++) {
    let offset = bias ? load<f32>(bias + (<usize>row << 2)) : 0;
    let target = image + (<usize>row * outHeight * outWidth << 2);
    let p = from + (<usize>row * BLOCK << 2);
    let left = count;
    let i = j0 % positions / wx.count;
    let q = j0 % wx.count;
    while (left > 0) {
      let run = min(wx.count - q, left);
      let to = target + (<usize>((wy.first + i * wy.every) * outWidth + wx.first + q * wx.every) << 2);
      let k: u32 = 0;
      if (wx.every == 1) {
        let by = f32x4.splat(offset);
        for (; k + 4 <= run; k += 4) {
          let at = <usize>k << 2;
          v128.store(to + at, f32x4.add(v128.load(p + at), by));
        }
      }
      for (; k < run; k++) {
        store<f32>(to + (<usize>(k * wx.every) << 2), load<f32>(p + (<usize>k << 2)) + offset);
      }
      p += <usize>run << 2;
      left -= run;
      q = 0;
      if (++i == wy.count) {
        i = 0;
        target += imageStride << 2;
      }
    }
  }
}
