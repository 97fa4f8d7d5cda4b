import { rowSum } from '../rows/rows.wasm';
import { spanEnd, spanStart } from '../pooling/windows.wasm';

/** The mean of each window; one task is a plane. */
export function avgPool(
  x: usize, out: usize,
  planes: u32, height: u32, width: u32, outHeight: u32, outWidth: u32, extentH: u32, extentW: u32,
  strideH: u32, strideW: u32, padH: u32, padW: u32, dilationH: u32, dilationW: u32,
  adaptive: u32, countIncludePad: u32, start: u32, end: u32,
): void {
  for (let task = start; task < end; task++) {
    let plane = x + (<usize>task * height * width << 2);
    let to = out + (<usize>task * outHeight * outWidth << 2);
    for (let i: u32 = 0; i < outHeight; i++) {
      let top = spanStart(adaptive, i, height, outHeight, strideH, padH);
      let bottom = spanEnd(adaptive, i, height, outHeight, extentH, strideH, padH);
      let y0 = max(top, 0);
      let y1 = min(bottom, <i32>height);
      for (let j: u32 = 0; j < outWidth; j++) {
        let left = spanStart(adaptive, j, width, outWidth, strideW, padW);
        let right = spanEnd(adaptive, j, width, outWidth, extentW, strideW, padW);
        let x0 = max(left, 0);
        let x1 = min(right, <i32>width);
        let total: f32 = 0;
        for (let y = y0; y < y1; y++) {
          let p = plane + (<usize>(y * width + x0) << 2);
          if (x1 - x0 >= 8) {
            total += rowSum(p, x1 - x0);
            continue;
          }
          for (let k = x0; k < x1; k++) {
            total += load<f32>(p);
            p += 4;
          }
        }
        let count = countIncludePad ? (bottom - top) * (right - left) : (y1 - y0) * (x1 - x0);
        store<f32>(to, total / <f32>count);
        to += 4;
      }
    }
  }
}

/** Each window's gradient is shared out among its elements; one task is a plane. */
export function avgPoolBackward(
  gradient: usize, dx: usize,
  planes: u32, height: u32, width: u32, outHeight: u32, outWidth: u32, extentH: u32, extentW: u32,
  strideH: u32, strideW: u32, padH: u32, padW: u32, dilationH: u32, dilationW: u32,
  adaptive: u32, countIncludePad: u32, start: u32, end: u32,
): void {
  for (let task = start; task < end; task++) {
    let plane = dx + (<usize>task * height * width << 2);
    memory.fill(plane, 0, <usize>height * width << 2);
    let from = gradient + (<usize>task * outHeight * outWidth << 2);
    for (let i: u32 = 0; i < outHeight; i++) {
      let top = spanStart(adaptive, i, height, outHeight, strideH, padH);
      let bottom = spanEnd(adaptive, i, height, outHeight, extentH, strideH, padH);
      let y0 = max(top, 0);
      let y1 = min(bottom, <i32>height);
      for (let j: u32 = 0; j < outWidth; j++) {
        let left = spanStart(adaptive, j, width, outWidth, strideW, padW);
        let right = spanEnd(adaptive, j, width, outWidth, extentW, strideW, padW);
        let x0 = max(left, 0);
        let x1 = min(right, <i32>width);
        let count = countIncludePad ? (bottom - top) * (right - left) : (y1 - y0) * (x1 - x0);
        let share = load<f32>(from) / <f32>count;
        from += 4;
        for (let y = y0; y < y1; y++) {
          let p = plane + (<usize>(y * width + x0) << 2);
          for (let k = x0; k < x1; k++) {
            store<f32>(p, load<f32>(p) + share);
            p += 4;
          }
        }
      }
    }
  }
}
