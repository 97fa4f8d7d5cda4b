import type { Tensor } from '../../tensor.ts';
import { binaryKernel, binaryRaw } from '../elementwise/binary.ts';
import { unaryKernel, unaryOp } from '../elementwise/unary.ts';
import { apply, input } from '../op.ts';
import wgsl from './hardSwish.wgsl';
import backwardWgsl from './hardSwishBackward.wgsl';

const backwardKernel = binaryKernel('hardSwishBackward', backwardWgsl);

export const hardSwishOp = unaryOp(
  unaryKernel('hardSwish', wgsl),
  ({ inputs }, gradient) => binaryRaw(backwardKernel, input(inputs, 0), gradient),
  [backwardKernel],
);

/** x · min(max(x + 3, 0), 6) / 6 elementwise. f32. Howard et al., "Searching for MobileNetV3", 2019. */
export function hardSwish(x: Tensor): Tensor {
  return apply(hardSwishOp, [x], null);
}
