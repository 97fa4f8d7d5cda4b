import type { Tensor } from '../../tensor.ts';
import { binaryKernel, binaryRaw } from '../elementwise/binary.ts';
import { unaryKernel, unaryOp } from '../elementwise/unary.ts';
import { apply, input } from '../op.ts';
import wgsl from './hardSigmoid.wgsl';
import backwardWgsl from './hardSigmoidBackward.wgsl';

const backwardKernel = binaryKernel('hardSigmoidBackward', backwardWgsl);

export const hardSigmoidOp = unaryOp(
  unaryKernel('hardSigmoid', wgsl),
  ({ inputs }, gradient) => binaryRaw(backwardKernel, input(inputs, 0), gradient),
  [backwardKernel],
);

/** x/6 + ½ kept between 0 and 1, elementwise. f32. */
export function hardSigmoid(x: Tensor): Tensor {
  return apply(hardSigmoidOp, [x], null);
}
