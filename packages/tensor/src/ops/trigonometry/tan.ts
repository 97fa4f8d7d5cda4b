import type { Tensor } from '../../tensor.ts';
import { binaryKernel, binaryRaw } from '../elementwise/binary.ts';
import { unaryKernel, unaryOp } from '../elementwise/unary.ts';
import { apply, input } from '../op.ts';
import sine from './sine.wgsl';

/** gradient · (1 + y²) from y = tan x */
const backwardKernel = binaryKernel(
  'tanBackward',
  'fn apply(y: vec4f, gradient: vec4f) -> vec4f { return gradient * (1.0 + y * y); }',
);

export const tanOp = unaryOp(
  unaryKernel('tan', `${sine}fn apply(x: vec4f) -> vec4f { return sine4(x, 0u) / sine4(x, 1u); }`),
  ({ outputs }, gradient) => binaryRaw(backwardKernel, input(outputs, 0), gradient),
  [backwardKernel],
);

/** tan x elementwise, x in radians. f32. */
export function tan(x: Tensor): Tensor {
  return apply(tanOp, [x], null);
}
