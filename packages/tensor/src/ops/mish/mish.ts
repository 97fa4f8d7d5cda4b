import type { Tensor } from '../../tensor.ts';
import { binaryKernel, binaryRaw } from '../elementwise/binary.ts';
import { unaryKernel, unaryOp } from '../elementwise/unary.ts';
import { apply, input } from '../op.ts';
import wgsl from './mish.wgsl';
import backwardWgsl from './mishBackward.wgsl';

const backwardKernel = binaryKernel('mishBackward', backwardWgsl);

export const mishOp = unaryOp(
  unaryKernel('mish', wgsl),
  ({ inputs }, gradient) => binaryRaw(backwardKernel, input(inputs, 0), gradient),
  [backwardKernel],
);

/** x · tanh(ln(1 + e^x)) elementwise. f32. Misra, "Mish: A Self Regularized Non-Monotonic Activation Function", 2019. */
export function mish(x: Tensor): Tensor {
  return apply(mishOp, [x], null);
}
