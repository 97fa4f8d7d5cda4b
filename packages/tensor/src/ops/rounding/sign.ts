import type { Tensor } from '../../tensor.ts';
import { apply } from '../op.ts';
import { unaryKernel } from '../elementwise/unary.ts';
import { stepOp } from './stepOp.ts';
import wgsl from './sign.wgsl';

export const signOp = stepOp(unaryKernel('sign', wgsl));

/** −1, 0 or 1 as x is negative, 0 or positive; 0 for NaN, elementwise; the gradient is 0. f32. */
export function sign(x: Tensor): Tensor {
  return apply(signOp, [x], null);
}
