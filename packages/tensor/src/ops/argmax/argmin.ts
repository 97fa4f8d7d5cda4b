import { normalizeAxis } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { apply } from '../op.ts';
import { extremeIndexOp } from './extremeIndex.ts';

export const argminOp = extremeIndexOp('argmin', { least: true });

/**
 * Index of the smallest value along an axis (default the last), the first of equal ones; NaN counts as the
 * smallest. f32 [..., N, ...] → i32 without that axis. No gradient. Throws `shape.axis` and `shape.empty`.
 */
export function argmin(x: Tensor, axis = -1): Tensor {
  return apply(argminOp, [x], { axis: normalizeAxis('argmin', axis, x.rank) });
}
