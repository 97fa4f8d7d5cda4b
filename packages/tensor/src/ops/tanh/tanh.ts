import type { Tensor } from '../../tensor.ts';
import { binaryKernel, binaryRaw } from '../elementwise/binary.ts';
import { unaryKernel, unaryOp } from '../elementwise/unary.ts';
import { apply, input } from '../op.ts';
import functions from './tanh.wgsl';

const tanhBackwardKernel = binaryKernel(
  'tanhBackward',
  'fn apply(y: vec4f, gradient: vec4f) -> vec4f { return gradient * (1.0 - y * y); }',
);

export const tanhOp = unaryOp(
  unaryKernel('tanh', `${functions}\nfn apply(x: vec4f) -> vec4f { return tanh4(x); }`),
  ({ outputs }, gradient) => binaryRaw(tanhBackwardKernel, input(outputs, 0), gradient),
  [tanhBackwardKernel],
);

/** tanh x elementwise. f32. */
export function tanh(x: Tensor): Tensor {
  return apply(tanhOp, [x], null);
}
