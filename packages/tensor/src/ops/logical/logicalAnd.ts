import type { Tensor } from '../../tensor.ts';
import { apply } from '../op.ts';
import { logicalOp, truthOf } from './logical.ts';

export const logicalAndOp = logicalOp('logicalAnd', '&');

/** a and b elementwise with broadcasting, as bool; numbers count as true unless they are 0. No gradient. */
export function logicalAnd(a: Tensor, b: Tensor): Tensor {
  return apply(logicalAndOp, [truthOf(a), truthOf(b)], null);
}
