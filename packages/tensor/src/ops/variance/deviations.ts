import { sizeOf, type Shape } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { scaled } from '../affine/affine.ts';
import { binaryKernel, binaryRaw } from '../elementwise/binary.ts';
import { mulKernel } from '../mul/mul.ts';
import type { TensorSpec } from '../op.ts';
import {
  reduceAxes,
  reducedShape,
  reductionOutputs,
  type ReductionAttributes,
  type ReductionOptions,
} from '../reduction/reduction.ts';
import { subKernel } from '../sub/sub.ts';
import { sumKernel } from '../sum/sum.ts';

const squaredDifferenceKernel = binaryKernel(
  'squaredDifference',
  'fn apply(a: vec4f, b: vec4f) -> vec4f { return (a - b) * (a - b); }',
);

export interface VarianceOptions extends ReductionOptions {
  /** Taken off the number of elements before dividing by it: 1 (default) of a sample, 0 of all there is. */
  readonly correction?: number;
}

export interface VarianceAttributes extends ReductionAttributes {
  readonly correction: number;
}

/** What variance and standard deviation launch. */
export const deviationKernels = [sumKernel, squaredDifferenceKernel, subKernel, mulKernel];

/** The result, then the mean, which backward needs. */
export function varianceOutputs(
  op: string,
  specs: readonly TensorSpec[],
  attributes: VarianceAttributes,
): readonly TensorSpec[] {
  const [result] = reductionOutputs(op, specs, attributes);
  const [mean] = reductionOutputs(op, specs, { ...attributes, keepDims: true });
  return result && mean ? [result, mean] : [];
}

/** In two passes, so that a large mean costs no digits: the mean, then the mean square of what differs from it. */
export function meanSquareDeviation(
  x: Tensor,
  mean: Tensor,
  out: Tensor,
  { axes, correction }: VarianceAttributes,
): void {
  const count = groupSize(x.shape, axes);
  reduceAxes(sumKernel, x, mean, axes, 1 / count);
  const squares = binaryRaw(squaredDifferenceKernel, x, mean);
  reduceAxes(sumKernel, squares, out, axes, 1 / Math.max(0, count - correction));
  squares.dispose();
}

/** The gradient of a variance by x: 2·(x − mean)/(n − correction), times `factor`, times what comes in. */
export function varianceGradient(
  x: Tensor,
  mean: Tensor,
  gradient: Tensor,
  { axes, correction }: VarianceAttributes,
  factor = 1,
): Tensor {
  const share = scaled(gradient, (2 * factor) / Math.max(0, groupSize(x.shape, axes) - correction));
  const column = share.alias(reducedShape(x.shape, axes, true));
  const deviations = binaryRaw(subKernel, x, mean);
  const result = binaryRaw(mulKernel, deviations, column);
  for (const one of [share, column, deviations]) one.dispose();
  return result;
}

function groupSize(shape: Shape, axes: readonly number[]): number {
  return sizeOf(axes.map((axis) => shape[axis] ?? 1));
}
