import type { Tensor } from '../../tensor.ts';
import { binaryKernel, binaryRaw } from '../elementwise/binary.ts';
import { unaryKernel, unaryOp } from '../elementwise/unary.ts';
import { apply, input } from '../op.ts';
import wgsl from './abs.wgsl';

export const absBackwardKernel = binaryKernel(
  'absBackward',
  'fn apply(x: vec4f, gradient: vec4f) -> vec4f { return gradient * sign(x); }',
);

export const absKernel = unaryKernel('abs', wgsl);

export const absOp = unaryOp(
  {
    f32: absKernel,
    i32: unaryKernel(
      'absI32',
      'fn apply(x: vec4i) -> vec4i { return abs(x); }',
      {},
      { from: 'vec4<i32>', to: 'vec4<i32>' },
    ),
  },
  ({ inputs }, gradient) => binaryRaw(absBackwardKernel, input(inputs, 0), gradient),
  [absBackwardKernel],
);

/** |x| elementwise; the gradient at 0 is 0. f32, or i32 (−2³¹ stays what it is). */
export function abs(x: Tensor): Tensor {
  return apply(absOp, [x], null);
}
