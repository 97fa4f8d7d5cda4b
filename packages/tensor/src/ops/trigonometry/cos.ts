import type { Tensor } from '../../tensor.ts';
import { binaryKernel, binaryRaw } from '../elementwise/binary.ts';
import { unaryKernel, unaryOp } from '../elementwise/unary.ts';
import { apply, input } from '../op.ts';
import sine from './sine.wgsl';

const backwardKernel = binaryKernel(
  'cosBackward',
  `${sine}fn apply(x: vec4f, gradient: vec4f) -> vec4f { return -gradient * sine4(x, 0u); }`,
);

export const cosOp = unaryOp(
  unaryKernel('cos', `${sine}fn apply(x: vec4f) -> vec4f { return sine4(x, 1u); }`),
  ({ inputs }, gradient) => binaryRaw(backwardKernel, input(inputs, 0), gradient),
  [backwardKernel],
);

/** cos x elementwise, x in radians; accurate to a few 10⁻⁷ up to |x| = 8,192. f32. */
export function cos(x: Tensor): Tensor {
  return apply(cosOp, [x], null);
}
