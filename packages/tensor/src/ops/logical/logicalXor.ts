import type { Tensor } from '../../tensor.ts';
import { apply } from '../op.ts';
import { logicalOp, truthOf } from './logical.ts';

export const logicalXorOp = logicalOp('logicalXor', '^');

/** either a or b elementwise with broadcasting, as bool; numbers count as true unless they are 0. No gradient. */
export function logicalXor(a: Tensor, b: Tensor): Tensor {
  return apply(logicalXorOp, [truthOf(a), truthOf(b)], null);
}
