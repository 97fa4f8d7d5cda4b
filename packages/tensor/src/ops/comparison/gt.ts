import type { Tensor } from '../../tensor.ts';
import { scalarOperand } from '../elementwise/scalarOperand.ts';
import { apply } from '../op.ts';
import { comparisonOp } from './comparison.ts';
import { ltKernels } from './lt.ts';

export const gtOp = comparisonOp('gt', ltKernels, { swapped: true });

/**
 * a > b elementwise with broadcasting, as bool; a number is of the tensor's dtype. False where either is NaN.
 * f32, i32, u32, bool. No gradient. Throws `dtype.mismatch` and `shape.broadcast`.
 */
export function gt(a: Tensor, b: Tensor | number): Tensor {
  return apply(gtOp, [a, scalarOperand('gt', a, b)], null);
}
