import type { Tensor } from '../../tensor.ts';
import { scalarOperand } from '../elementwise/scalarOperand.ts';
import { apply } from '../op.ts';
import { comparisonOp, relationKernels } from './comparison.ts';

export const eqKernels = relationKernels('eq', '==');

export const eqOp = comparisonOp('eq', eqKernels);

/**
 * a = b elementwise with broadcasting, as bool; a number is of the tensor's dtype. NaN equals nothing, itself included.
 * f32, i32, u32, bool. No gradient. Throws `dtype.mismatch` and `shape.broadcast`.
 */
export function eq(a: Tensor, b: Tensor | number): Tensor {
  return apply(eqOp, [a, scalarOperand('eq', a, b)], null);
}
