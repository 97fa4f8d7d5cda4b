import { normalizeAxis } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { apply, defineOp, input } from '../op.ts';
import { contiguousStrides, stridedCopy, stridedCopyKernels } from '../stridedCopy/stridedCopy.ts';

interface FlipAttributes {
  /** Non-negative. */
  readonly axes: readonly number[];
}

export const flipOp = defineOp<FlipAttributes>({
  name: 'flip',
  halves: true,
  kernels: stridedCopyKernels,
  outputs: (specs) => [input(specs, 0)],
  forward: ({ inputs, outputs, attributes: { axes } }) =>
    copyFlipped(input(inputs, 0), input(outputs, 0), axes),
  backward: ({ attributes: { axes } }, gradient) => {
    const result = emptyTensor(gradient.shape, gradient.dtype, gradient.device);
    copyFlipped(gradient, result, axes);
    return [result];
  },
  flops: () => 0,
});

function copyFlipped(x: Tensor, out: Tensor, axes: readonly number[]): void {
  const own = contiguousStrides(x.shape);
  const last = axes.reduce((sum, axis) => sum + ((x.shape[axis] ?? 1) - 1) * (own[axis] ?? 0), 0);
  const strides = own.map((step, axis) => (axes.includes(axis) ? -step : step));
  stridedCopy(x, { offset: last, strides }, out, { offset: 0, strides: own }, x.shape);
}

/** The elements in reverse order along one axis, several, or (by default) all. A copy; any dtype. Throws `shape.axis`. */
export function flip(x: Tensor, axis?: number | readonly number[]): Tensor {
  const given = axis === undefined ? x.shape.map((_, i) => i) : typeof axis === 'number' ? [axis] : axis;
  const axes = [...new Set(given.map((one) => normalizeAxis('flip', one, x.rank)))];
  return apply(flipOp, [x], { axes });
}
