import { sizeOf } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { expand } from '../expand/expand.ts';
import { apply, defineOp, input } from '../op.ts';
import {
  reduceAxes,
  reducedShape,
  reductionAttributes,
  reductionKernel,
  reductionOutputs,
  type ReductionAttributes,
  type ReductionOptions,
} from '../reduction/reduction.ts';
import { stridedCopyKernel } from '../stridedCopy/stridedCopy.ts';
import wgsl from './sum.wgsl';

export const sumKernel = reductionKernel('sum', wgsl);

export const sumOp = defineOp<ReductionAttributes>({
  name: 'sum',
  kernels: [sumKernel, stridedCopyKernel],
  outputs: (specs, attributes) => reductionOutputs('sum', specs, attributes),
  forward: ({ inputs, outputs, attributes: { axes } }) =>
    reduceAxes(sumKernel, input(inputs, 0), input(outputs, 0), axes),
  backward: ({ inputs, attributes: { axes } }, gradient) => {
    const { shape } = input(inputs, 0);
    const column = gradient.alias(reducedShape(shape, axes, true));
    const full = expand(column, shape);
    column.dispose();
    return [full];
  },
  flops: (specs) => sizeOf(input(specs, 0).shape),
});

/**
 * Sum over one axis, several, or (by default) all. Negative axes count from the end. f32; the order of
 * additions is fixed, so results repeat exactly. Throws `shape.axis`.
 */
export function sum(x: Tensor, axis?: number | readonly number[], options: ReductionOptions = {}): Tensor {
  return apply(sumOp, [x], reductionAttributes('sum', x, axis, options));
}
