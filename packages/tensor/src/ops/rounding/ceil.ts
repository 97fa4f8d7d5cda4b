import type { Tensor } from '../../tensor.ts';
import { apply } from '../op.ts';
import { unaryKernel } from '../elementwise/unary.ts';
import { stepOp } from './stepOp.ts';

export const ceilOp = stepOp(unaryKernel('ceil', 'fn apply(x: vec4f) -> vec4f { return ceil(x); }'));

/** The smallest whole number that is not smaller than x, elementwise; the gradient is 0. f32. */
export function ceil(x: Tensor): Tensor {
  return apply(ceilOp, [x], null);
}
