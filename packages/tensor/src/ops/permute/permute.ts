import { CraftError } from '../../errors.ts';
import { formatShape, normalizeAxis } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { apply, defineOp, input } from '../op.ts';
import { contiguousStrides, stridedCopy, stridedCopyKernels } from '../stridedCopy/stridedCopy.ts';

interface PermuteAttributes {
  /** Axis i of the result is axis axes[i] of the input; non-negative. */
  readonly axes: readonly number[];
}

export const permuteOp = defineOp<PermuteAttributes>({
  name: 'permute',
  halves: true,
  kernels: stridedCopyKernels,
  outputs: (specs, { axes }) => {
    const { shape, dtype } = input(specs, 0);
    if (axes.length !== shape.length || new Set(axes).size !== axes.length) {
      throw new CraftError(
        'shape.permute',
        `permute: expected each of the ${shape.length} axes of ${formatShape(shape)} once but received ${formatShape(axes)}`,
      );
    }
    return [{ shape: axes.map((axis) => shape[axis] ?? 1), dtype }];
  },
  forward: ({ inputs, outputs, attributes: { axes } }) =>
    copyPermuted(input(inputs, 0), axes, input(outputs, 0)),
  backward: ({ inputs, attributes: { axes } }, gradient) => {
    const inverse = axes.map((_, axis) => axes.indexOf(axis));
    const result = emptyTensor(input(inputs, 0).shape, gradient.dtype, gradient.device);
    copyPermuted(gradient, inverse, result);
    return [result];
  },
  flops: () => 0,
});

function copyPermuted(x: Tensor, axes: readonly number[], out: Tensor): void {
  const own = contiguousStrides(x.shape);
  const strides = axes.map((axis) => own[axis] ?? 0);
  const to = { offset: 0, strides: contiguousStrides(out.shape) };
  stridedCopy(x, { offset: 0, strides }, out, to, out.shape);
}

/**
 * Axis i of the result is axis `axes[i]` of x: `x.permute(0, 2, 1, 3)` or `x.permute([0, 2, 1, 3])` takes
 * [B, T, H, D] to [B, H, T, D]. A copy; any dtype. Throws `shape.permute` unless every axis occurs once.
 */
export function permute(x: Tensor, ...axes: number[] | [readonly number[]]): Tensor {
  const given = axes.flat();
  return apply(permuteOp, [x], { axes: given.map((axis) => normalizeAxis('permute', axis, x.rank)) });
}
