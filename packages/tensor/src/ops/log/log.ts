import type { Tensor } from '../../tensor.ts';
import { divKernel } from '../div/div.ts';
import { binaryRaw } from '../elementwise/binary.ts';
import { unaryKernel, unaryOp } from '../elementwise/unary.ts';
import { apply, input } from '../op.ts';
import wgsl from './log.wgsl';
import logLimits from './logLimits.wgsl';

export const logOp = unaryOp(
  unaryKernel('log', `${logLimits}${wgsl}`),
  ({ inputs }, gradient) => binaryRaw(divKernel, gradient, input(inputs, 0)),
  [divKernel],
);

/** ln x elementwise; −infinity at 0, NaN below. f32. */
export function log(x: Tensor): Tensor {
  return apply(logOp, [x], null);
}
