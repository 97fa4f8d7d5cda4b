import type { Tensor } from '../../tensor.ts';
import { binaryKernel, binaryRaw } from '../elementwise/binary.ts';
import { unaryKernel, unaryOp } from '../elementwise/unary.ts';
import { apply, input } from '../op.ts';
import wgsl from './reciprocal.wgsl';
import backwardWgsl from './reciprocalBackward.wgsl';

const backwardKernel = binaryKernel('reciprocalBackward', backwardWgsl);

export const reciprocalOp = unaryOp(
  unaryKernel('reciprocal', wgsl),
  ({ outputs }, gradient) => binaryRaw(backwardKernel, input(outputs, 0), gradient),
  [backwardKernel],
);

/** 1 / x elementwise. f32. */
export function reciprocal(x: Tensor): Tensor {
  return apply(reciprocalOp, [x], null);
}
