import type { Tensor } from '../../tensor.ts';
import { unaryKernel, unaryPredicateOp } from '../elementwise/unary.ts';
import { apply } from '../op.ts';
import wgsl from './isNan.wgsl';

export const isNanOp = unaryPredicateOp(
  unaryKernel('isNan', wgsl, {}, { from: 'vec4<u32>', to: 'vec4<u32>' }),
  'f32',
);

/** Whether each element is NaN, as bool. f32. No gradient. */
export function isNan(x: Tensor): Tensor {
  return apply(isNanOp, [x], null);
}
