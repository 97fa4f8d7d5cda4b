import type { Tensor } from '../../tensor.ts';
import { apply } from '../op.ts';
import { unaryKernel } from '../elementwise/unary.ts';
import { stepOp } from './stepOp.ts';

export const floorOp = stepOp(unaryKernel('floor', 'fn apply(x: vec4f) -> vec4f { return floor(x); }'));

/** The largest whole number that is not larger than x, elementwise; the gradient is 0. f32. */
export function floor(x: Tensor): Tensor {
  return apply(floorOp, [x], null);
}
