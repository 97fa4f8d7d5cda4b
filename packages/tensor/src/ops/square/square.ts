import type { Tensor } from '../../tensor.ts';
import { binaryKernel, binaryRaw } from '../elementwise/binary.ts';
import { unaryKernel, unaryOp } from '../elementwise/unary.ts';
import { apply, input } from '../op.ts';
import wgsl from './square.wgsl';

export const squareKernel = unaryKernel('square', wgsl);

const squareBackwardKernel = binaryKernel(
  'squareBackward',
  'fn apply(x: vec4f, gradient: vec4f) -> vec4f { return (x + x) * gradient; }',
);

export const squareOp = unaryOp(
  squareKernel,
  ({ inputs }, gradient) => binaryRaw(squareBackwardKernel, input(inputs, 0), gradient),
  [squareBackwardKernel],
);

/** x² elementwise. f32. */
export function square(x: Tensor): Tensor {
  return apply(squareOp, [x], null);
}
