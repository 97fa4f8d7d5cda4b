import type { Tensor } from '../../tensor.ts';
import { scalarOperand } from '../elementwise/scalarOperand.ts';
import { apply } from '../op.ts';
import { comparisonOp, relationKernels } from './comparison.ts';

export const leKernels = relationKernels('le', '<=');

export const leOp = comparisonOp('le', leKernels);

/**
 * a ≤ b elementwise with broadcasting, as bool; a number is of the tensor's dtype. False where either is NaN.
 * f32, i32, u32, bool. No gradient. Throws `dtype.mismatch` and `shape.broadcast`.
 */
export function le(a: Tensor, b: Tensor | number): Tensor {
  return apply(leOp, [a, scalarOperand('le', a, b)], null);
}
