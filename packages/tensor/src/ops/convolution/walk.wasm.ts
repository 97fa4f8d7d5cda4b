/**
 * How positions of the result along one axis meet the source and the kernel: position i is index
 * first + i·every of the result, and its tap t reads index base + i·step + t·tap of the source with the
 * kernel's index weight + t·weightStep. A convolution is one such walk. A transposed one with stride s is
 * s of them, one per remainder of the result's index, each with the taps that meet it: no multiplication
 * by a zero between the source's elements.
 */
@unmanaged
export class Walk {
  count: u32;
  first: u32;
  every: u32;
  base: i32;
  step: i32;
  tap: i32;
  weight: u32;
  weightStep: u32;
  taps: u32;
  /** Of the source. */
  length: i32;
}

/** Sets `walk` up for the remainder `phase` (0 where the convolution is not transposed). */
export function setWalk(
  walk: Walk, transposed: u32, phase: u32,
  length: u32, outLength: u32, kernel: u32, stride: u32, pad: u32, dilation: u32,
): void {
  walk.length = length;
  if (!transposed) {
    walk.count = outLength;
    walk.first = 0;
    walk.every = 1;
    walk.base = -<i32>pad;
    walk.step = stride;
    walk.tap = dilation;
    walk.weight = 0;
    walk.weightStep = 1;
    walk.taps = kernel;
    return;
  }
  let at = <i32>(phase + pad);
  let first: u32 = 0;
  while (first < kernel && (at - <i32>(first * dilation)) % <i32>stride != 0) first++;
  let step: u32 = 1;
  while (step * dilation % stride != 0) step++;
  walk.count = phase < outLength ? (outLength - phase + stride - 1) / stride : 0;
  walk.first = phase;
  walk.every = stride;
  walk.base = (at - <i32>(first * dilation)) / <i32>stride;
  walk.step = 1;
  walk.tap = -<i32>(step * dilation / stride);
  walk.weight = first;
  walk.weightStep = step;
  walk.taps = first < kernel ? (kernel - first + step - 1) / step : 0;
}

/** Walks over a plane of `length` elements in which nothing is moved. */
export function setPlain(walk: Walk, length: u32): void {
  setWalk(walk, 0, 0, length, length, 1, 1, 0, 1);
}
