import { sizeOf } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { apply, defineOp, input } from '../op.ts';
import { reductionAttributes } from '../reduction/reduction.ts';
import {
  deviationKernels,
  meanSquareDeviation,
  varianceGradient,
  varianceOutputs,
  type VarianceAttributes,
  type VarianceOptions,
} from './deviations.ts';

export const varianceOp = defineOp<VarianceAttributes>({
  name: 'variance',
  kernels: deviationKernels,
  outputs: (specs, attributes) => varianceOutputs('variance', specs, attributes),
  forward: ({ inputs, outputs, attributes }) =>
    meanSquareDeviation(input(inputs, 0), input(outputs, 1), input(outputs, 0), attributes),
  backward: ({ inputs, outputs, attributes }, gradient) => [
    varianceGradient(input(inputs, 0), input(outputs, 1), gradient, attributes),
  ],
  flops: (specs) => 4 * sizeOf(input(specs, 0).shape),
});

/**
 * Variance over one axis, several, or (by default) all: Σ (x − mean)² / (n − correction), the correction being 1
 * unless it is given; NaN where nothing is left to divide by. As a method it is `x.var(…)`. f32. Throws
 * `shape.axis`.
 */
export function variance(
  x: Tensor,
  axis?: number | readonly number[],
  options: VarianceOptions = {},
): Tensor {
  const { correction = 1 } = options;
  return apply(varianceOp, [x], { ...reductionAttributes('variance', x, axis, options), correction });
}
