import type { Tensor } from '../../tensor.ts';
import { unaryKernel, unaryPredicateOp } from '../elementwise/unary.ts';
import { apply } from '../op.ts';
import wgsl from './isFinite.wgsl';

export const isFiniteOp = unaryPredicateOp(
  unaryKernel('isFinite', wgsl, {}, { from: 'vec4<u32>', to: 'vec4<u32>' }),
  'f32',
);

/** Whether each element is neither infinite nor NaN, as bool. f32. No gradient. */
export function isFinite(x: Tensor): Tensor {
  return apply(isFiniteOp, [x], null);
}
