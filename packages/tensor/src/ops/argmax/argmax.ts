import { normalizeAxis } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { apply } from '../op.ts';
import { extremeIndexOp } from './extremeIndex.ts';

export const argmaxOp = extremeIndexOp('argmax', { least: false });

/**
 * Index of the largest value along an axis (default the last), the first of equal ones; NaN counts as the
 * largest. f32 [..., N, ...] → i32 without that axis. No gradient. Throws `shape.axis` and `shape.empty`.
 */
export function argmax(x: Tensor, axis = -1): Tensor {
  return apply(argmaxOp, [x], { axis: normalizeAxis('argmax', axis, x.rank) });
}
