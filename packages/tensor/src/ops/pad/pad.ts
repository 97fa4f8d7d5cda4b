import { CraftError } from '../../errors.ts';
import { formatShape, type Shape } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { assertHolds } from '../elementwise/scalarOperand.ts';
import { fillInto, fillKernel } from '../fill/fill.ts';
import { apply, defineOp, input } from '../op.ts';
import { contiguousStrides, stridedCopy, stridedCopyKernels } from '../stridedCopy/stridedCopy.ts';
import { padByCopies } from './padByCopies.ts';

interface PadAttributes {
  /** Positions put before and after each axis. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly value: number;
}

export const padOp = defineOp<PadAttributes>({
  name: 'pad',
  halves: true,
  kernels: [...stridedCopyKernels, fillKernel],
  outputs: (specs, { before, after, value }) => {
    const { shape, dtype } = input(specs, 0);
    assertHolds('pad', dtype, value);
    return [{ shape: shape.map((length, i) => length + (before[i] ?? 0) + (after[i] ?? 0)), dtype }];
  },
  forward: ({ inputs, outputs, attributes: { before, value } }) => {
    const [x, out] = [input(inputs, 0), input(outputs, 0)];
    fillInto(out, value);
    const whole = { offset: 0, strides: contiguousStrides(x.shape) };
    stridedCopy(x, whole, out, inner(out.shape, before), x.shape);
  },
  backward: ({ inputs, attributes: { before } }, gradient) => {
    const { shape } = input(inputs, 0);
    const result = emptyTensor(shape, gradient.dtype, gradient.device);
    const whole = { offset: 0, strides: contiguousStrides(shape) };
    stridedCopy(gradient, inner(gradient.shape, before), result, whole, shape);
    return [result];
  },
  flops: () => 0,
});

/** The walk over a padded tensor that starts behind the padding. */
function inner(shape: Shape, before: readonly number[]) {
  const strides = contiguousStrides(shape);
  return { offset: strides.reduce((sum, step, axis) => sum + step * (before[axis] ?? 0), 0), strides };
}

export interface PadOptions {
  /** What goes into the new positions: `value`, the neighbours mirrored, or the edge again. Default constant. */
  readonly mode?: 'constant' | 'reflect' | 'replicate';
  /** Default 0. */
  readonly value?: number;
}

/**
 * Puts positions before and after the last axes: `padding` is [left, right] of the last one, then of the one
 * before it, and so on, as in PyTorch; `pad(x, [1, 1, 2, 2])` makes [..., H, W] into [..., H + 4, W + 2]. Any
 * dtype. Throws `shape.pad`, and `dtype.value` for a value that the dtype does not hold.
 */
export function pad(x: Tensor, padding: readonly number[], options: PadOptions = {}): Tensor {
  const { mode = 'constant', value = 0 } = options;
  const fits =
    padding.length % 2 === 0 &&
    padding.length <= 2 * x.rank &&
    padding.every((one) => Number.isInteger(one) && one >= 0);
  if (!fits) {
    throw new CraftError(
      'shape.pad',
      `pad: expected two non-negative whole numbers per axis, the last axis first, for shape ${formatShape(x.shape)} but received ${formatShape(padding)}`,
    );
  }
  const before = x.shape.map((_, axis) => padding[2 * (x.rank - 1 - axis)] ?? 0);
  const after = x.shape.map((_, axis) => padding[2 * (x.rank - 1 - axis) + 1] ?? 0);
  if (mode === 'constant') return apply(padOp, [x], { before, after, value });
  return padByCopies(x, before, after, mode);
}
