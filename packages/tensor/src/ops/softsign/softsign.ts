import type { Tensor } from '../../tensor.ts';
import { binaryKernel, binaryRaw } from '../elementwise/binary.ts';
import { unaryKernel, unaryOp } from '../elementwise/unary.ts';
import { apply, input } from '../op.ts';
import wgsl from './softsign.wgsl';
import backwardWgsl from './softsignBackward.wgsl';

const backwardKernel = binaryKernel('softsignBackward', backwardWgsl);

export const softsignOp = unaryOp(
  unaryKernel('softsign', wgsl),
  ({ inputs }, gradient) => binaryRaw(backwardKernel, input(inputs, 0), gradient),
  [backwardKernel],
);

/** x / (1 + |x|) elementwise. f32. */
export function softsign(x: Tensor): Tensor {
  return apply(softsignOp, [x], null);
}
