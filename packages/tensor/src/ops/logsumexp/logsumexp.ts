import { sizeOf } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { binaryKernel, binaryRaw } from '../elementwise/binary.ts';
import { fillInto, fillKernel } from '../fill/fill.ts';
import keepNan from '../isNan/keepNan.wgsl';
import logLimits from '../log/logLimits.wgsl';
import { mulKernel } from '../mul/mul.ts';
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
import wgsl from './logsumexp.wgsl';
import shareWgsl from './logsumexpShare.wgsl';

const kernel = reductionKernel('logsumexp', '', 'f32', `${keepNan}${logLimits}${wgsl}`);

/** e^(x − y): the share of x in the sum whose logarithm is y. */
const shareKernel = binaryKernel('logsumexpShare', shareWgsl);

export const logsumexpOp = defineOp<ReductionAttributes>({
  name: 'logsumexp',
  kernels: [kernel, shareKernel, mulKernel, fillKernel],
  outputs: (specs, attributes) => reductionOutputs('logsumexp', specs, attributes),
  forward: ({ inputs, outputs, attributes: { axes } }) => {
    const [x, out] = [input(inputs, 0), input(outputs, 0)];
    if (x.size === 0) fillInto(out, -Infinity);
    else reduceAxes(kernel, x, out, axes);
  },
  backward: ({ inputs, outputs, attributes: { axes } }, gradient) => {
    const x = input(inputs, 0);
    const columns = reducedShape(x.shape, axes, true);
    const [y, incoming] = [input(outputs, 0).alias(columns), gradient.alias(columns)];
    const shares = binaryRaw(shareKernel, x, y);
    const result = binaryRaw(mulKernel, shares, incoming);
    for (const one of [y, incoming, shares]) one.dispose();
    return [result];
  },
  flops: (specs) => 3 * sizeOf(input(specs, 0).shape),
});

/**
 * ln Σ e^x over one axis, several, or (by default) all, without overflow; −∞ over no elements. f32. Throws
 * `shape.axis`.
 */
export function logsumexp(
  x: Tensor,
  axis?: number | readonly number[],
  options: ReductionOptions = {},
): Tensor {
  return apply(logsumexpOp, [x], reductionAttributes('logsumexp', x, axis, options));
}
