import type { Tensor } from '../../tensor.ts';
import { binaryKernel, binaryRaw } from '../elementwise/binary.ts';
import { unaryKernel, unaryOp } from '../elementwise/unary.ts';
import { apply, input } from '../op.ts';
import sine from './sine.wgsl';

const backwardKernel = binaryKernel(
  'sinBackward',
  `${sine}fn apply(x: vec4f, gradient: vec4f) -> vec4f { return gradient * sine4(x, 1u); }`,
);

export const sinOp = unaryOp(
  unaryKernel('sin', `${sine}fn apply(x: vec4f) -> vec4f { return sine4(x, 0u); }`),
  ({ inputs }, gradient) => binaryRaw(backwardKernel, input(inputs, 0), gradient),
  [backwardKernel],
);

/** sin x elementwise, x in radians; accurate to a few 10⁻⁷ up to |x| = 8,192. f32. */
export function sin(x: Tensor): Tensor {
  return apply(sinOp, [x], null);
}
