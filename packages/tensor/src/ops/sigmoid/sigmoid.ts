import type { Tensor } from '../../tensor.ts';
import { binaryKernel, binaryRaw } from '../elementwise/binary.ts';
import { unaryKernel, unaryOp } from '../elementwise/unary.ts';
import { apply, input } from '../op.ts';
import functions from './sigmoid.wgsl';

const sigmoidBackwardKernel = binaryKernel(
  'sigmoidBackward',
  'fn apply(y: vec4f, gradient: vec4f) -> vec4f { return gradient * (y * (1.0 - y)); }',
);

export const sigmoidOp = unaryOp(
  unaryKernel('sigmoid', `${functions}\nfn apply(x: vec4f) -> vec4f { return sigmoid4(x); }`),
  ({ outputs }, gradient) => binaryRaw(sigmoidBackwardKernel, input(outputs, 0), gradient),
  [sigmoidBackwardKernel],
);

/** 1 / (1 + e^−x) elementwise. f32. */
export function sigmoid(x: Tensor): Tensor {
  return apply(sigmoidOp, [x], null);
}
