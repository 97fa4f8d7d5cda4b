import type { Tensor } from '../../tensor.ts';
import { apply } from '../op.ts';
import { triangleOp } from './triangle.ts';

export const triuOp = triangleOp('triu', 1);

/**
 * Matrices [..., M, N] on and above a diagonal, 0 elsewhere; `diagonal` counts from the main one, to the right
 * where it is positive. A copy; any dtype. Throws `shape.matrix`, and `triu.diagonal` unless it is a whole number.
 */
export function triu(x: Tensor, diagonal = 0): Tensor {
  return apply(triuOp, [x], { diagonal });
}
