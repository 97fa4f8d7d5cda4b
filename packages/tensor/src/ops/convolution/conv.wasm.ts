/**
 * Convolution as a product of matrices (im2col, Chellapilla et al. 2006) with the micro-kernel of gemm: a
 * task gathers 256 positions of the result into this thread's scratch memory, (channel, tap) by 256 at a
 * time, and multiplies the weights with them. The order of additions depends on shapes only.
 */
import { scratch } from '../../backend/cpu/runtime.wasm';
import { multiplyBlock } from '../matmul/gemm.wasm';
import { packColumns8, packRows4, packRows8 } from '../matmul/pack.wasm';
import { BLOCK, gatherRows, scatterRows } from './im2col.wasm';
import { setPlain, setWalk, Walk } from './walk.wasm';

const MC: u32 = 128;
// Into scratch, behind what multiplyBlock uses.
const PACKED_B: usize = 256 << 10;
const WALKS: usize = 1000 << 10;
const GATHERED: usize = 1024 << 10; // 256 rows, and a little past them
const PRODUCT: usize = 1284 << 10; // up to 2,048 rows
const SECOND: usize = 3340 << 10; // 128 rows

/** out = source ∗ weight + bias, or its transpose, which is also the gradient of a convolution's source. */
export function conv(
  source: usize, weight: usize, bias: usize, out: usize,
  batch: u32, groups: u32, rows: u32, depth: u32, height: u32, width: u32, outHeight: u32, outWidth: u32,
  kernelH: u32, kernelW: u32, strideH: u32, strideW: u32, padH: u32, padW: u32, dilationH: u32, dilationW: u32,
  transposed: u32, hasBias: u32, rowBlock: u32, start: u32, end: u32,
): void {
  let wy = changetype<Walk>(scratch + WALKS);
  let wx = changetype<Walk>(scratch + WALKS + 64);
  let phasesH = transposed ? strideH : 1;
  let phasesW = transposed ? strideW : 1;
  let blocks = (batch * ((outHeight + phasesH - 1) / phasesH) * ((outWidth + phasesW - 1) / phasesW) + BLOCK - 1) / BLOCK;
  let chunks = (rows + rowBlock - 1) / rowBlock;
  let kernel = kernelH * kernelW;
  let rowStride = transposed ? kernel : depth * kernel;
  let channelStride = transposed ? rows * kernel : kernel;
  for (let task = start; task < end; task++) {
    let j0 = task % blocks * BLOCK;
    let rest = task / blocks;
    let m0 = rest % chunks * rowBlock;
    rest /= chunks;
    let group = rest % groups;
    let phase = rest / groups;
    setWalk(wy, transposed, phase / phasesW, height, outHeight, kernelH, strideH, padH, dilationH);
    setWalk(wx, transposed, phase % phasesW, width, outWidth, kernelW, strideW, padW, dilationW);
    let columns = batch * wy.count * wx.count;
    if (j0 >= columns) continue;
    let n = min(BLOCK, columns - j0);
    let wide = (n + 7) & ~7;
    let m = min(rowBlock, rows - m0);
    let inner = depth * wy.taps * wx.taps;
    let product = scratch + PRODUCT;
    memory.fill(product, 0, <usize>((m + 3) & ~3) * BLOCK << 2);
    let own = weight + ((<usize>group * rows * depth * kernel + <usize>m0 * rowStride) << 2);
    let image = source + (<usize>group * depth * height * width << 2);
    for (let k0: u32 = 0; k0 < inner; k0 += BLOCK) {
      let kc = min(BLOCK, inner - k0);
      gatherRows(image, <usize>groups * depth * height * width, wy, wx, k0, kc, j0, n, scratch + GATHERED);
      packColumns8(scratch + GATHERED, BLOCK, wide, kc, scratch + PACKED_B);
      for (let i0: u32 = 0; i0 < m; i0 += MC) {
        let tall = min(MC, m - i0);
        packWeights(own + (<usize>i0 * rowStride << 2), rowStride, channelStride, wy, wx, kernelW, k0, kc, tall);
        multiplyBlock(product + (<usize>i0 * BLOCK << 2), 0, 0, 0, BLOCK, 0, (tall + 3) & ~3, 0, wide, kc, false);
      }
    }
    let channel = group * rows + m0;
    let plane = <usize>outHeight * outWidth;
    scatterRows(
      product, m, hasBias ? bias + (<usize>channel << 2) : 0, out + (<usize>channel * plane << 2),
      <usize>groups * rows * plane, wy, wx, outHeight, outWidth, j0, n,
    );
  }
}

/** Panels of 4 rows of weights: rows `rowStride` apart, (channel, tap) from k0 on. */
function packWeights(
  weight: usize, rowStride: u32, channelStride: u32, wy: Walk, wx: Walk, kernelW: u32, k0: u32, kc: u32, rows: u32,
): void {
  let taps = wy.taps * wx.taps;
  let to = scratch;
  for (let i: u32 = 0; i < rows; i += 4) {
    let r0 = weight + (<usize>i * rowStride << 2);
    // A missing row repeats the last.
    let r1 = weight + (<usize>min(i + 1, rows - 1) * rowStride << 2);
    let r2 = weight + (<usize>min(i + 2, rows - 1) * rowStride << 2);
    let r3 = weight + (<usize>min(i + 3, rows - 1) * rowStride << 2);
    let channel = k0 / taps;
    let ty = k0 % taps / wx.taps;
    let tx = k0 % wx.taps;
    for (let k: u32 = 0; k < kc; k++) {
      let tap = (wy.weight + ty * wy.weightStep) * kernelW + wx.weight + tx * wx.weightStep;
      let at = (<usize>channel * channelStride + tap) << 2;
      store<f32>(to, load<f32>(r0 + at));
      store<f32>(to, load<f32>(r1 + at), 4);
      store<f32>(to, load<f32>(r2 + at), 8);
      store<f32>(to, load<f32>(r3 + at), 12);
      to += 16;
      if (++tx == wx.taps) {
        tx = 0;
        if (++ty == wy.taps) {
          ty = 0;
          channel++;
        }
      }
    }
  }
}

/**
 * The gradient of a convolution's weight, in `splits` parts to be added: part s sums over the positions
 * s·chunk … of all images. out [splits, groups·rows, depth·kernelH·kernelW].
 */
export function convWeight(
  source: usize, gradient: usize, out: usize,
  batch: u32, groups: u32, rows: u32, depth: u32, height: u32, width: u32, outHeight: u32, outWidth: u32,
  kernelH: u32, kernelW: u32, strideH: u32, strideW: u32, padH: u32, padW: u32, dilationH: u32, dilationW: u32,
  splits: u32, chunk: u32, start: u32, end: u32,
): void {
  let wy = changetype<Walk>(scratch + WALKS);
  let wx = changetype<Walk>(scratch + WALKS + 64);
  let plainY = changetype<Walk>(scratch + WALKS + 128);
  let plainX = changetype<Walk>(scratch + WALKS + 192);
  setWalk(wy, 0, 0, height, outHeight, kernelH, strideH, padH, dilationH);
  setWalk(wx, 0, 0, width, outWidth, kernelW, strideW, padW, dilationW);
  let plane = outHeight * outWidth;
  setPlain(plainY, 1);
  setPlain(plainX, plane);
  let all = depth * kernelH * kernelW;
  let blocks = (all + BLOCK - 1) / BLOCK;
  let chunks = (rows + MC - 1) / MC;
  let product = scratch + PRODUCT;
  for (let task = start; task < end; task++) {
    let k0 = task % blocks * BLOCK;
    let rest = task / blocks;
    let m0 = rest % chunks * MC;
    rest /= chunks;
    let group = rest % groups;
    let split = rest / groups;
    let n = min(BLOCK, all - k0);
    let m = min(MC, rows - m0);
    let tall = (m + 3) & ~3;
    memory.fill(product, 0, <usize>tall * BLOCK << 2);
    let image = source + (<usize>group * depth * height * width << 2);
    let result = gradient + (<usize>group * rows * plane << 2);
    let last = min(split * chunk + chunk, batch * plane);
    for (let j = split * chunk; j < last; j += BLOCK) {
      let count = min(BLOCK, last - j);
      gatherRows(image, <usize>groups * depth * height * width, wy, wx, k0, n, j, count, scratch + GATHERED);
      packRows8(scratch + GATHERED, BLOCK, n, count, scratch + PACKED_B);
      gatherRows(result, <usize>groups * rows * plane, plainY, plainX, m0, m, j, count, scratch + SECOND);
      packRows4(scratch + SECOND, BLOCK, m, count, scratch);
      multiplyBlock(product, 0, 0, 0, BLOCK, 0, tall, 0, (n + 7) & ~7, count, false);
    }
    let to = out + ((<usize>((split * groups + group) * rows + m0) * all + k0) << 2);
    for (let i: u32 = 0; i < m; i++) {
      memory.copy(to + (<usize>i * all << 2), product + (<usize>i * BLOCK << 2), <usize>n << 2);
    }
  }
}
