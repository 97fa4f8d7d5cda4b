/**
 * Convolutions with few channels per group, depthwise above all, one tap at a time over whole planes. The
 * small plane is a convolution's result, the large one its source; position i of the small one meets
 * i·stride + tap·dilation − pad of the large one.
 */
import { sum4 } from '../../backend/cpu/math.wasm';
import { laneMask } from '../../backend/cpu/tail.wasm';

/** First position of the small axis whose tap at `offset` lies inside the large one. */
@inline
function lowest(offset: i32, stride: i32): i32 {
  return offset < 0 ? (stride - 1 - offset) / stride : 0;
}

/** One past the last such position. */
@inline
function highest(offset: i32, stride: i32, small: i32, large: i32): i32 {
  return offset < large ? min(small, (large - 1 - offset) / stride + 1) : 0;
}

/** As `conv`; one task is one plane of the result. */
export function convDirect(
  source: usize, weight: usize, bias: usize, out: usize,
  batch: u32, groups: u32, rows: u32, depth: u32, height: u32, width: u32, outHeight: u32, outWidth: u32,
  kernelH: u32, kernelW: u32, strideH: u32, strideW: u32, padH: u32, padW: u32, dilationH: u32, dilationW: u32,
  transposed: u32, hasBias: u32, rowBlock: u32, start: u32, end: u32,
): void {
  let smallH: i32 = transposed ? height : outHeight;
  let smallW: i32 = transposed ? width : outWidth;
  let largeH: i32 = transposed ? outHeight : height;
  let largeW: i32 = transposed ? outWidth : width;
  let kernel = kernelH * kernelW;
  for (let task = start; task < end; task++) {
    let channel = task % (groups * rows);
    let group = channel / rows;
    let row = channel % rows;
    let to = out + (<usize>task * outHeight * outWidth << 2);
    let offset = hasBias ? load<f32>(bias + (<usize>channel << 2)) : 0;
    for (let i: usize = 0; i < <usize>outHeight * outWidth; i++) store<f32>(to + (i << 2), offset);
    for (let c: u32 = 0; c < depth; c++) {
      let from = source + (<usize>((task / (groups * rows) * groups + group) * depth + c) * height * width << 2);
      let at = transposed ? (group * depth + c) * rows + row : channel * depth + c;
      let own = weight + (<usize>at * kernel << 2);
      let small = transposed ? from : to;
      let large = transposed ? to : from;
      for (let t: u32 = 0; t < kernel; t++) {
        let y = <i32>(t / kernelW * dilationH) - <i32>padH;
        let x = <i32>(t % kernelW * dilationW) - <i32>padW;
        let i1 = highest(y, strideH, smallH, largeH);
        let j0 = lowest(x, strideW);
        let j1 = highest(x, strideW, smallW, largeW);
        let factor = load<f32>(own + (<usize>t << 2));
        for (let i = lowest(y, strideH); i < i1; i++) {
          let p = small + (<usize>(i * smallW + j0) << 2);
          let q = large + (<usize>((i * <i32>strideH + y) * largeW + j0 * <i32>strideW + x) << 2);
          if (transposed) addScaled(q, strideW, p, 1, factor, j1 - j0);
          else addScaled(p, 1, q, strideW, factor, j1 - j0);
        }
      }
    }
  }
}

/** to[k·toStep] += factor · from[k·fromStep] */
@inline
function addScaled(to: usize, toStep: u32, from: usize, fromStep: u32, factor: f32, n: i32): void {
  let k: i32 = 0;
  if (toStep == 1 && fromStep == 1) {
    let by = f32x4.splat(factor);
    for (; k + 4 <= n; k += 4) {
      let at = <usize>k << 2;
      v128.store(to + at, f32x4.add(v128.load(to + at), f32x4.mul(v128.load(from + at), by)));
    }
  }
  for (; k < n; k++) {
    let p = to + (<usize>(k * toStep) << 2);
    store<f32>(p, load<f32>(p) + factor * load<f32>(from + (<usize>(k * fromStep) << 2)));
  }
}

/** As `convWeight` with one part; a task is the taps of one (row, channel) of the weight. */
export function convWeightDirect(
  source: usize, gradient: usize, out: usize,
  batch: u32, groups: u32, rows: u32, depth: u32, height: u32, width: u32, outHeight: u32, outWidth: u32,
  kernelH: u32, kernelW: u32, strideH: u32, strideW: u32, padH: u32, padW: u32, dilationH: u32, dilationW: u32,
  splits: u32, chunk: u32, start: u32, end: u32,
): void {
  let kernel = kernelH * kernelW;
  for (let task = start; task < end; task++) {
    let row = task / depth;
    let channel = row / rows * depth + task % depth;
    for (let t: u32 = 0; t < kernel; t++) {
      let y = <i32>(t / kernelW * dilationH) - <i32>padH;
      let x = <i32>(t % kernelW * dilationW) - <i32>padW;
      let i1 = highest(y, strideH, outHeight, height);
      let j0 = lowest(x, strideW);
      let n = highest(x, strideW, outWidth, width) - j0;
      let total: f32 = 0;
      for (let image: u32 = 0; image < batch; image++) {
        let small = gradient + (<usize>(image * groups * rows + row) * outHeight * outWidth << 2);
        let large = source + (<usize>(image * groups * depth + channel) * height * width << 2);
        let sum = f32x4.splat(0);
        let rest: f32 = 0;
        for (let i = lowest(y, strideH); i < i1; i++) {
          let p = small + (<usize>(i * outWidth + j0) << 2);
          let q = large + (<usize>((i * strideH + y) * width + j0 * strideW + x) << 2);
          if (strideW == 1) {
            let k: i32 = 0;
            for (; k + 4 <= n; k += 4) {
              sum = f32x4.add(sum, f32x4.mul(v128.load(p), v128.load(q)));
              p += 16;
              q += 16;
            }
            if (k < n) {
              let product = f32x4.mul(v128.load(p), v128.load(q));
              sum = f32x4.add(sum, v128.and(product, laneMask(n - k)));
            }
          } else {
            for (let k: i32 = 0; k < n; k++) {
              rest += load<f32>(p + (<usize>k << 2)) * load<f32>(q + (<usize>(k * strideW) << 2));
            }
          }
        }
        total += sum4(sum) + rest;
      }
      store<f32>(out + (<usize>(task * kernel + t) << 2), total);
    }
  }
}
