import type { Tensor } from '../../tensor.ts';
import { binaryKernel, binaryRaw } from '../elementwise/binary.ts';
import { unaryKernel, unaryOp } from '../elementwise/unary.ts';
import logLimits from '../log/logLimits.wgsl';
import { apply, input } from '../op.ts';
import logOnePlus from './logOnePlus.wgsl';
import wgsl from './log1p.wgsl';
import backwardWgsl from './log1pBackward.wgsl';

const backwardKernel = binaryKernel('log1pBackward', backwardWgsl);

export const log1pOp = unaryOp(
  unaryKernel('log1p', `${logLimits}${logOnePlus}${wgsl}`),
  ({ inputs }, gradient) => binaryRaw(backwardKernel, input(inputs, 0), gradient),
  [backwardKernel],
);

/** ln(1 + x) elementwise, accurate also where x is small. −∞ at −1, NaN below. f32. */
export function log1p(x: Tensor): Tensor {
  return apply(log1pOp, [x], null);
}
