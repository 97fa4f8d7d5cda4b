import type { Tensor } from '../../tensor.ts';
import { binaryKernel, binaryRaw } from '../elementwise/binary.ts';
import { unaryKernel, unaryOp } from '../elementwise/unary.ts';
import { apply, input } from '../op.ts';
import wgsl from './sqrt.wgsl';

export const sqrtKernel = unaryKernel('sqrt', wgsl);

const sqrtBackwardKernel = binaryKernel(
  'sqrtBackward',
  'fn apply(y: vec4f, gradient: vec4f) -> vec4f { return 0.5 * gradient / y; }',
);

export const sqrtOp = unaryOp(
  sqrtKernel,
  ({ outputs }, gradient) => binaryRaw(sqrtBackwardKernel, input(outputs, 0), gradient),
  [sqrtBackwardKernel],
);

/** √x elementwise; NaN below 0. f32. */
export function sqrt(x: Tensor): Tensor {
  return apply(sqrtOp, [x], null);
}
