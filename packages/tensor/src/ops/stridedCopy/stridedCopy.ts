import { defineKernel } from '../../backend/kernel.ts';
import { CraftError } from '../../errors.ts';
import { formatShape, type Shape } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { forFloat } from '../halves/floats.ts';
import { launch } from '../op.ts';
import wgsl from './stridedCopy.wgsl';

const copyKernel = (name: string, element: 'u32' | 'f16') =>
  defineKernel({
    name,
    reads: { x: element },
    writes: { out: element },
    params: {
      d0: 'u32',
      d1: 'u32',
      d2: 'u32',
      d3: 'u32',
      d4: 'u32',
      x0: 'u32',
      x1: 'u32',
      x2: 'u32',
      x3: 'u32',
      x4: 'u32',
      o0: 'u32',
      o1: 'u32',
      o2: 'u32',
      o3: 'u32',
      o4: 'u32',
      xOffset: 'u32',
      outOffset: 'u32',
    },
    wgsl: element === 'f16' ? `enable f16;\n${wgsl}` : wgsl,
    workgroups: ({ d0, d1, d2, d3, d4 }) => Math.ceil((d0 * d1 * d2 * d3 * d4) / 256),
    tasks: ({ d0, d1, d2, d3, d4 }) => (d4 === 0 ? 0 : d0 * d1 * d2 * d3),
    grain: ({ d4 }) => Math.ceil(8192 / (d4 + 1)),
  });

/** out[outOffset + Σ iₖ·oₖ] = x[xOffset + Σ iₖ·xₖ] over five dimensions. Any 4-byte dtype. */
export const stridedCopyKernel = copyKernel('stridedCopy', 'u32');
const stridedCopyF16Kernel = copyKernel('stridedCopyF16', 'f16');
/** Of all dtypes. */
export const stridedCopyKernels = [stridedCopyKernel, stridedCopyF16Kernel];

/** A walk over a buffer: an element offset and one stride per axis (negative ones flip). */
export interface Strided {
  readonly offset: number;
  readonly strides: readonly number[];
}

/** Element strides of a contiguous tensor. */
export function contiguousStrides(shape: Shape): number[] {
  const strides: number[] = [];
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides.unshift(step);
    step *= shape[axis] ?? 1;
  }
  return strides;
}

/**
 * Copies `shape` elements from one walk to another. What expand, permute, slice, concat, flip and
 * cache writes have in common. Any dtype.
 */
export function stridedCopy(x: Tensor, from: Strided, out: Tensor, to: Strided, shape: Shape): void {
  copyBy(forFloat({ f32: stridedCopyKernel, f16: stridedCopyF16Kernel }, x), x, from, out, to, shape);
}

/** `stridedCopy` of whole words, whatever lies in them: walks and shape count words. */
export function wordCopy(x: Tensor, from: Strided, out: Tensor, to: Strided, shape: Shape): void {
  copyBy(stridedCopyKernel, x, from, out, to, shape);
}

function copyBy(
  kernel: typeof stridedCopyKernel,
  x: Tensor,
  from: Strided,
  out: Tensor,
  to: Strided,
  shape: Shape,
): void {
  const dims: number[] = [];
  const xs: number[] = [];
  const os: number[] = [];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis] ?? 1;
    const sx = from.strides[axis] ?? 0;
    const so = to.strides[axis] ?? 0;
    if (length === 1) continue;
    const inner = dims[0];
    if (inner !== undefined && sx === (xs[0] ?? 0) * inner && so === (os[0] ?? 0) * inner) {
      dims[0] = inner * length;
      continue;
    }
    dims.unshift(length);
    xs.unshift(sx);
    os.unshift(so);
  }
  if (dims.length > 5) {
    throw new CraftError(
      'shape.rank',
      `copy of shape ${formatShape(shape)}: more than five axes are left after merging neighbours`,
      { hint: 'do it in two steps' },
    );
  }
  const pad = 5 - dims.length;
  const fill = (list: number[], value: number) => [...Array<number>(pad).fill(value), ...list];
  const [d0 = 1, d1 = 1, d2 = 1, d3 = 1, d4 = 1] = fill(dims, 1);
  const [x0 = 0, x1 = 0, x2 = 0, x3 = 0, x4 = 0] = fill(xs, 0);
  const [o0 = 0, o1 = 0, o2 = 0, o3 = 0, o4 = 0] = fill(os, 0);
  if (d0 * d1 * d2 * d3 * d4 === 0) return;
  launch(kernel, [x], [out], {
    d0,
    d1,
    d2,
    d3,
    d4,
    x0,
    x1,
    x2,
    x3,
    x4,
    o0,
    o1,
    o2,
    o3,
    o4,
    xOffset: from.offset,
    outOffset: to.offset,
  });
}
