import { CraftError } from '../../errors.ts';
import { formatShape, normalizeAxis, type Shape } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { fillKernel, filled } from '../fill/fill.ts';
import { apply, defineOp, input } from '../op.ts';
import { contiguousStrides, stridedCopy, stridedCopyKernels } from '../stridedCopy/stridedCopy.ts';

interface SliceAttributes {
  /** Non-negative. */
  readonly axis: number;
  readonly start: number;
  readonly end: number;
}

export const sliceOp = defineOp<SliceAttributes>({
  name: 'slice',
  halves: true,
  kernels: [...stridedCopyKernels, fillKernel],
  outputs: (specs, { axis, start, end }) => {
    const { shape, dtype } = input(specs, 0);
    return [{ shape: shape.map((length, i) => (i === axis ? end - start : length)), dtype }];
  },
  forward: ({ inputs, outputs, attributes: { axis, start } }) => {
    const [x, out] = [input(inputs, 0), input(outputs, 0)];
    stridedCopy(x, range(x.shape, axis, start), out, range(out.shape, axis, 0), out.shape);
  },
  backward: ({ inputs, attributes: { axis, start } }, gradient) => {
    const { shape } = input(inputs, 0);
    const result = filled(shape, 0, gradient.device, gradient.dtype);
    stridedCopy(gradient, range(gradient.shape, axis, 0), result, range(shape, axis, start), gradient.shape);
    return [result];
  },
  flops: () => 0,
});

/** The walk over a contiguous tensor of `shape` that starts at `start` along the axis. */
export function range(shape: Shape, axis: number, start: number) {
  const strides = contiguousStrides(shape);
  return { offset: start * (strides[axis] ?? 0), strides };
}

/**
 * Positions start to end − 1 along an axis; negative positions count from the end, and `end` may be left
 * out. A copy; any dtype. Throws `shape.axis`, and `shape.slice` for a range outside the axis.
 */
export function slice(x: Tensor, axis: number, start: number, end?: number): Tensor {
  const normal = normalizeAxis('slice', axis, x.rank);
  const length = x.shape[normal] ?? 0;
  const from = start < 0 ? start + length : start;
  const to = end === undefined ? length : end < 0 ? end + length : end;
  if (![from, to].every(Number.isInteger) || from < 0 || to < from || to > length) {
    throw new CraftError(
      'shape.slice',
      `slice: expected a range within the ${length} positions of axis ${axis} of ${formatShape(x.shape)} but received ${start} to ${end ?? 'the end'}`,
    );
  }
  return apply(sliceOp, [x], { axis: normal, start: from, end: to });
}
