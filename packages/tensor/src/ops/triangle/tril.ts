import type { Tensor } from '../../tensor.ts';
import { apply } from '../op.ts';
import { triangleOp } from './triangle.ts';

export const trilOp = triangleOp('tril', 0);

/**
 * Matrices [..., M, N] on and below a diagonal, 0 elsewhere; `diagonal` counts from the main one, to the right
 * where it is positive. A copy; any dtype. Throws `shape.matrix`, and `tril.diagonal` unless it is a whole number.
 */
export function tril(x: Tensor, diagonal = 0): Tensor {
  return apply(trilOp, [x], { diagonal });
}
