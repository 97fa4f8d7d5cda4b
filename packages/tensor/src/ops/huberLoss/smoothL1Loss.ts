import { CraftError } from '../../errors.ts';
import type { Tensor } from '../../tensor.ts';
import type { Reduction } from '../crossEntropy/crossEntropy.ts';
import { l1Loss } from '../l1Loss/l1Loss.ts';
import { apply } from '../op.ts';
import { huberLossOp } from './huberLoss.ts';

/**
 * The smooth absolute error with d = |x − targets|: d²/(2·beta) below `beta` (default 1), d − beta/2 beyond,
 * put together by `reduction`. It is Huber's loss of delta = beta over beta; beta 0 is the absolute error.
 * Throws `shape.mismatch` and `smoothL1Loss.beta`. Girshick 2015, "Fast R-CNN", equation 3.
 */
export function smoothL1Loss(
  x: Tensor,
  targets: Tensor,
  options: { readonly reduction?: Reduction; readonly beta?: number } = {},
): Tensor {
  const { reduction = 'mean', beta = 1 } = options;
  if (!(beta >= 0)) {
    throw new CraftError('smoothL1Loss.beta', `smoothL1Loss: expected beta from 0 on but received ${beta}`);
  }
  if (beta === 0) return l1Loss(x, targets, { reduction });
  return apply(huberLossOp, [x, targets], { reduction, setting: beta, factor: 1 / beta });
}
