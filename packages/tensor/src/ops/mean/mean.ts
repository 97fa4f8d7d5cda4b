import { sizeOf, type Shape } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { scaled } from '../affine/affine.ts';
import { expand } from '../expand/expand.ts';
import { apply, defineOp, input } from '../op.ts';
import {
  reduceAxes,
  reducedShape,
  reductionAttributes,
  reductionOutputs,
  type ReductionAttributes,
  type ReductionOptions,
} from '../reduction/reduction.ts';
import { stridedCopyKernel } from '../stridedCopy/stridedCopy.ts';
import { sumKernel } from '../sum/sum.ts';

export const meanOp = defineOp<ReductionAttributes>({
  name: 'mean',
  kernels: [sumKernel, stridedCopyKernel],
  outputs: (specs, attributes) => reductionOutputs('mean', specs, attributes),
  forward: ({ inputs, outputs, attributes: { axes } }) => {
    const x = input(inputs, 0);
    reduceAxes(sumKernel, x, input(outputs, 0), axes, 1 / groupSize(x.shape, axes));
  },
  backward: ({ inputs, attributes: { axes } }, gradient) => {
    const { shape } = input(inputs, 0);
    const share = scaled(gradient, 1 / groupSize(shape, axes));
    const column = share.alias(reducedShape(shape, axes, true));
    const full = expand(column, shape);
    column.dispose();
    share.dispose();
    return [full];
  },
  flops: (specs) => sizeOf(input(specs, 0).shape),
});

/** Elements that go into one mean. */
function groupSize(shape: Shape, axes: readonly number[]): number {
  return axes.reduce((product, axis) => product * (shape[axis] ?? 1), 1);
}

/**
 * Mean over one axis, several, or (by default) all; NaN over no elements. Negative axes count from the
 * end. f32. Throws `shape.axis`.
 */
export function mean(x: Tensor, axis?: number | readonly number[], options: ReductionOptions = {}): Tensor {
  return apply(meanOp, [x], reductionAttributes('mean', x, axis, options));
}
