import type { Tensor } from '../../tensor.ts';
import { scalarOperand } from '../elementwise/scalarOperand.ts';
import { apply } from '../op.ts';
import { comparisonOp, relationKernels } from './comparison.ts';

export const neKernels = relationKernels('ne', '!=');

export const neOp = comparisonOp('ne', neKernels);

/**
 * a ≠ b elementwise with broadcasting, as bool; a number is of the tensor's dtype. NaN is different from everything, itself included.
 * f32, i32, u32, bool. No gradient. Throws `dtype.mismatch` and `shape.broadcast`.
 */
export function ne(a: Tensor, b: Tensor | number): Tensor {
  return apply(neOp, [a, scalarOperand('ne', a, b)], null);
}
