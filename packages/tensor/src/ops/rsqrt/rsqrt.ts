import type { Tensor } from '../../tensor.ts';
import { binaryKernel, binaryRaw } from '../elementwise/binary.ts';
import { unaryKernel, unaryOp } from '../elementwise/unary.ts';
import { apply, input } from '../op.ts';
import wgsl from './rsqrt.wgsl';

const rsqrtBackwardKernel = binaryKernel(
  'rsqrtBackward',
  'fn apply(y: vec4f, gradient: vec4f) -> vec4f { return -0.5 * gradient * (y * y * y); }',
);

export const rsqrtOp = unaryOp(
  unaryKernel('rsqrt', wgsl),
  ({ outputs }, gradient) => binaryRaw(rsqrtBackwardKernel, input(outputs, 0), gradient),
  [rsqrtBackwardKernel],
);

/** 1/√x elementwise; infinity at 0, NaN below. f32. */
export function rsqrt(x: Tensor): Tensor {
  return apply(rsqrtOp, [x], null);
}
