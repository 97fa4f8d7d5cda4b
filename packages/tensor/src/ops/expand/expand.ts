import { CraftError } from '../../errors.ts';
import { formatShape, type Shape } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { sumTo } from '../elementwise/binary.ts';
import { apply, defineOp, input } from '../op.ts';
import { contiguousStrides, stridedCopy, stridedCopyKernels } from '../stridedCopy/stridedCopy.ts';

export const expandOp = defineOp<{ readonly shape: Shape }>({
  name: 'expand',
  halves: true,
  kernels: stridedCopyKernels,
  outputs: (specs, { shape }) => {
    const x = input(specs, 0);
    const lead = shape.length - x.shape.length;
    const fits = lead >= 0 && x.shape.every((length, i) => length === 1 || length === shape[i + lead]);
    if (!fits) {
      throw new CraftError(
        'shape.broadcast',
        `expand: shape ${formatShape(x.shape)} does not broadcast to ${formatShape(shape)}`,
      );
    }
    return [{ shape, dtype: x.dtype }];
  },
  forward: ({ inputs, outputs, attributes: { shape } }) => {
    const x = input(inputs, 0);
    const lead = shape.length - x.rank;
    const own = contiguousStrides(x.shape);
    const strides = shape.map((_, i) => (i < lead || x.shape[i - lead] === 1 ? 0 : (own[i - lead] ?? 0)));
    const out = input(outputs, 0);
    stridedCopy(x, { offset: 0, strides }, out, { offset: 0, strides: contiguousStrides(shape) }, shape);
  },
  backward: ({ inputs }, gradient) => [sumTo(gradient, input(inputs, 0).shape)],
  flops: () => 0,
});

/** Repeats axes of length 1 (and new leading axes) to `shape`. A copy; any dtype. */
export function expand(x: Tensor, shape: Shape): Tensor {
  return apply(expandOp, [x], { shape });
}
