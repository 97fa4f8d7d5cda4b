import type { Tensor } from '../../tensor.ts';
import { binaryKernel, binaryRaw } from '../elementwise/binary.ts';
import { unaryKernel, unaryOp } from '../elementwise/unary.ts';
import { apply, input } from '../op.ts';
import functions from './relu.wgsl';

/** gradient where x > 0; takes x or relu(x). */
export const reluBackwardKernel = binaryKernel(
  'reluBackward',
  'fn apply(x: vec4f, gradient: vec4f) -> vec4f { return select(gradient, vec4f(0.0), x <= vec4f(0.0)); }',
);

export const reluOp = unaryOp(
  unaryKernel('relu', `${functions}\nfn apply(x: vec4f) -> vec4f { return relu4(x); }`),
  // From the result, which stays alive anyway where the next operation saved it.
  ({ outputs }, gradient) => binaryRaw(reluBackwardKernel, input(outputs, 0), gradient),
  [reluBackwardKernel],
);

/** max(x, 0) elementwise; the gradient at 0 is 0. f32. */
export function relu(x: Tensor): Tensor {
  return apply(reluOp, [x], null);
}
