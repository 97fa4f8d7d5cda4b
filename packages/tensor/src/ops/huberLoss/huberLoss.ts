import { CraftError } from '../../errors.ts';
import type { Tensor } from '../../tensor.ts';
import type { Reduction } from '../crossEntropy/crossEntropy.ts';
import { apply } from '../op.ts';
import { pointwiseLossOp } from '../pointwiseLoss/pointwiseLoss.ts';
import wgsl from './huberLoss.wgsl';

export const huberLossOp = pointwiseLossOp('huberLoss', wgsl, 'opposite');

/**
 * Huber's loss with d = |x − targets|: d²/2 up to `delta` (default 1), delta · (d − delta/2) beyond, put
 * together by `reduction`: 'mean' over all elements (default), 'sum', or 'none'. x and targets f32 of one
 * shape [...] → [] or [...]. Throws `shape.mismatch` and `huberLoss.delta`. Huber 1964, "Robust estimation
 * of a location parameter", equation 2.2.
 */
export function huberLoss(
  x: Tensor,
  targets: Tensor,
  options: { readonly reduction?: Reduction; readonly delta?: number } = {},
): Tensor {
  const { reduction = 'mean', delta = 1 } = options;
  if (!(delta > 0)) {
    throw new CraftError('huberLoss.delta', `huberLoss: expected delta above 0 but received ${delta}`);
  }
  return apply(huberLossOp, [x, targets], { reduction, setting: delta, factor: 1 });
}
