import type { Tensor } from '../../tensor.ts';
import { apply } from '../op.ts';
import { unaryKernel } from '../elementwise/unary.ts';
import { stepOp } from './stepOp.ts';

export const roundOp = stepOp(unaryKernel('round', 'fn apply(x: vec4f) -> vec4f { return round(x); }'));

/** The nearest whole number, of two equally near ones the even one, elementwise; the gradient is 0. f32. */
export function round(x: Tensor): Tensor {
  return apply(roundOp, [x], null);
}
