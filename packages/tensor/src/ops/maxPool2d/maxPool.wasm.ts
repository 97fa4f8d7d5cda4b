import { spanEnd, spanStart } from '../pooling/windows.wasm';

/** Where the largest element of a window lies in its plane: the first of equals, NaN before all; −1: nowhere. */
function largestIn(plane: usize, width: u32, y0: i32, y1: i32, dilationH: u32, x0: i32, x1: i32, dilationW: u32): i32 {
  let best: i32 = -1;
  let most: f32 = -Infinity;
  for (let y = y0; y < y1; y += dilationH) {
    for (let column = x0; column < x1; column += dilationW) {
      let at = y * <i32>width + column;
      let value = load<f32>(plane + (<usize>at << 2));
      if (best < 0 || value > most || value != value) {
        most = value;
        best = at;
      }
    }
  }
  return best;
}

/** Four elements `step` (1 or 2) apart. */
@inline
function loadEvery(p: usize, step: u32): v128 {
  return step == 1 ? v128.load(p) : v128.shuffle<f32>(v128.load(p), v128.load(p, 16), 0, 2, 4, 6);
}

/** largestIn for four neighbouring windows that begin at column x0 and `step` (1 or 2) further each. */
@inline
function largestInFour(plane: usize, width: u32, y0: i32, y1: i32, dilationH: u32, x0: i32, extent: u32, step: u32): v128 {
  let first = i32x4.mul(i32x4(0, 1, 2, 3), i32x4.splat(step));
  let best = i32x4.add(first, i32x4.splat(y0 * <i32>width + x0));
  let most = loadEvery(plane + (<usize>(y0 * width + x0) << 2), step);
  for (let y = y0; y < y1; y += dilationH) {
    for (let k: u32 = 0; k < extent; k++) {
      let at = y * <i32>width + x0 + <i32>k;
      let value = loadEvery(plane + (<usize>at << 2), step);
      let better = v128.or(f32x4.gt(value, most), f32x4.ne(value, value));
      most = v128.bitselect(value, most, better);
      best = v128.bitselect(i32x4.add(first, i32x4.splat(at)), best, better);
    }
  }
  return best;
}

/** The largest element of each window and where it lies in its plane; one task is a plane. */
export function maxPool(
  x: usize, out: usize, indices: usize,
  planes: u32, height: u32, width: u32, outHeight: u32, outWidth: u32, extentH: u32, extentW: u32,
  strideH: u32, strideW: u32, padH: u32, padW: u32, dilationH: u32, dilationW: u32,
  adaptive: u32, countIncludePad: u32, start: u32, end: u32,
): void {
  let plain = !adaptive && strideW <= 2 && dilationW == 1;
  for (let task = start; task < end; task++) {
    let plane = x + (<usize>task * height * width << 2);
    let to = <usize>task * outHeight * outWidth << 2;
    for (let i: u32 = 0; i < outHeight; i++) {
      let y0 = spanStart(adaptive, i, height, outHeight, strideH, padH);
      let y1 = min(spanEnd(adaptive, i, height, outHeight, extentH, strideH, padH), <i32>height);
      while (y0 < 0) y0 += dilationH;
      let j: u32 = 0;
      while (j < outWidth) {
        let x0 = spanStart(adaptive, j, width, outWidth, strideW, padW);
        if (plain && j + 4 <= outWidth && x0 >= 0 && y0 < y1 && <u32>x0 + 3 * strideW + extentW <= width) {
          let best = largestInFour(plane, width, y0, y1, dilationH, x0, extentW, strideW);
          v128.store(indices + to, best);
          store<f32>(out + to, load<f32>(plane + (<usize>i32x4.extract_lane(best, 0) << 2)));
          store<f32>(out + to, load<f32>(plane + (<usize>i32x4.extract_lane(best, 1) << 2)), 4);
          store<f32>(out + to, load<f32>(plane + (<usize>i32x4.extract_lane(best, 2) << 2)), 8);
          store<f32>(out + to, load<f32>(plane + (<usize>i32x4.extract_lane(best, 3) << 2)), 12);
          j += 4;
          to += 16;
          continue;
        }
        let x1 = min(spanEnd(adaptive, j, width, outWidth, extentW, strideW, padW), <i32>width);
        while (x0 < 0) x0 += dilationW;
        let best = largestIn(plane, width, y0, y1, dilationH, x0, x1, dilationW);
        store<i32>(indices + to, best);
        store<f32>(out + to, best < 0 ? -Infinity : load<f32>(plane + (<usize>best << 2)));
        j++;
        to += 4;
      }
    }
  }
}

/** Each window's gradient goes to its largest element; one task is a plane. */
export function maxPoolBackward(
  indices: usize, gradient: usize, dx: usize,
  planes: u32, height: u32, width: u32, outHeight: u32, outWidth: u32, extentH: u32, extentW: u32,
  strideH: u32, strideW: u32, padH: u32, padW: u32, dilationH: u32, dilationW: u32,
  adaptive: u32, countIncludePad: u32, start: u32, end: u32,
): void {
  for (let task = start; task < end; task++) {
    let plane = dx + (<usize>task * height * width << 2);
    memory.fill(plane, 0, <usize>height * width << 2);
    let first = <usize>task * outHeight * outWidth << 2;
    let last = first + (<usize>outHeight * outWidth << 2);
    for (let i = first; i < last; i += 4) {
      let index = load<i32>(indices + i);
      // The taps of a dilated window may all lie in the padding.
      if (index < 0) continue;
      let p = plane + (<usize>index << 2);
      store<f32>(p, load<f32>(p) + load<f32>(gradient + i));
    }
  }
}
