import type { Tensor } from '../../tensor.ts';
import { binaryKernel, binaryRaw } from '../elementwise/binary.ts';
import { unaryKernel, unaryOp } from '../elementwise/unary.ts';
import logLimits from '../log/logLimits.wgsl';
import { apply, input } from '../op.ts';
import wgsl from './log2.wgsl';
import backwardWgsl from './log2Backward.wgsl';

const backwardKernel = binaryKernel('log2Backward', backwardWgsl);

export const log2Op = unaryOp(
  unaryKernel('log2', `${logLimits}${wgsl}`),
  ({ inputs }, gradient) => binaryRaw(backwardKernel, input(inputs, 0), gradient),
  [backwardKernel],
);

/** log₂ x elementwise; −∞ at 0, NaN below. f32. */
export function log2(x: Tensor): Tensor {
  return apply(log2Op, [x], null);
}
