import type { Tensor } from '../../tensor.ts';
import { binaryKernel, binaryRaw } from '../elementwise/binary.ts';
import { unaryKernel, unaryOp } from '../elementwise/unary.ts';
import { apply, input } from '../op.ts';
import arctangent from './arctangent.wgsl';

const backwardKernel = binaryKernel(
  'atanBackward',
  'fn apply(x: vec4f, gradient: vec4f) -> vec4f { return gradient / (1.0 + x * x); }',
);

export const atanOp = unaryOp(
  unaryKernel('atan', `${arctangent}fn apply(x: vec4f) -> vec4f { return arctangent4(x, vec4f(1.0)); }`),
  ({ inputs }, gradient) => binaryRaw(backwardKernel, input(inputs, 0), gradient),
  [backwardKernel],
);

/** The angle in (−π/2, π/2) whose tangent is x, elementwise. f32. */
export function atan(x: Tensor): Tensor {
  return apply(atanOp, [x], null);
}
