import { spanEnd, spanStart } from '../pooling/windows.wasm';

/** The largest element of each window and where it lies in its plane; one task is a plane. */
export function maxPool(
  x: usize, out: usize, indices: usize,
  planes: u32, height: u32, width: u32, outHeight: u32, outWidth: u32, extentH: u32, extentW: u32,
  strideH: u32, strideW: u32, padH: u32, padW: u32, dilationH: u32, dilationW: u32,
  adaptive: u32, countIncludePad: u32, start: u32, end: u32,
): void {
  for (let task = start; task < end; task++) {
    let plane = x + (<usize>task * height * width << 2);
    let to = <usize>task * outHeight * outWidth << 2;
    for (let i: u32 = 0; i < outHeight; i++) {
      let y0 = spanStart(adaptive, i, height, outHeight, strideH, padH);
      let y1 = min(spanEnd(adaptive, i, height, outHeight, extentH, strideH, padH), <i32>height);
      while (y0 < 0) y0 += dilationH;
      for (let j: u32 = 0; j < outWidth; j++) {
        let x0 = spanStart(adaptive, j, width, outWidth, strideW, padW);
        let x1 = min(spanEnd(adaptive, j, width, outWidth, extentW, strideW, padW), <i32>width);
        while (x0 < 0) x0 += dilationW;
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
        store<f32>(out + to, most);
        store<i32>(indices + to, best);
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
