import type { Tensor } from '../../tensor.ts';
import { scalarOperand } from '../elementwise/scalarOperand.ts';
import { apply } from '../op.ts';
import { comparisonOp, relationKernels } from './comparison.ts';

export const ltKernels = relationKernels('lt', '<');

export const ltOp = comparisonOp('lt', ltKernels);

/**
 * a < b elementwise with broadcasting, as bool; a number is of the tensor's dtype. False where either is NaN.
 * f32, i32, u32, bool. No gradient. Throws `dtype.mismatch` and `shape.broadcast`.
 */
export function lt(a: Tensor, b: Tensor | number): Tensor {
  return apply(ltOp, [a, scalarOperand('lt', a, b)], null);
}
