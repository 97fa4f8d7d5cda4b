import type { Tensor } from '../../tensor.ts';
import { binaryKernel, binaryRaw } from '../elementwise/binary.ts';
import { unaryKernel, unaryOp } from '../elementwise/unary.ts';
import { apply, input } from '../op.ts';
import sigmoidWgsl from '../sigmoid/sigmoid.wgsl';
import functions from './softplus.wgsl';

/** gradient · σ(x) from x and the gradient. */
const softplusBackwardKernel = binaryKernel(
  'softplusBackward',
  `${sigmoidWgsl}\nfn apply(x: vec4f, gradient: vec4f) -> vec4f { return gradient * sigmoid4(x); }`,
);

export const softplusOp = unaryOp(
  unaryKernel('softplus', `${functions}\nfn apply(x: vec4f) -> vec4f { return softplus4(x); }`),
  ({ inputs }, gradient) => binaryRaw(softplusBackwardKernel, input(inputs, 0), gradient),
  [softplusBackwardKernel],
);

/** log(1 + e^x) elementwise, without overflow and with small results to their last digits. f32. */
export function softplus(x: Tensor): Tensor {
  return apply(softplusOp, [x], null);
}
