import type { Tensor } from '../../tensor.ts';
import type { Reduction } from '../crossEntropy/crossEntropy.ts';
import { apply } from '../op.ts';
import { pointwiseLossOp } from '../pointwiseLoss/pointwiseLoss.ts';
import wgsl from './mseLoss.wgsl';

export const mseLossOp = pointwiseLossOp('mseLoss', wgsl, 'opposite');

/**
 * Squared error (x − targets)², put together by `reduction`: 'mean' over all elements (default), 'sum', or
 * 'none'. x and targets f32 of one shape [...] → [] or [...]. Throws `shape.mismatch`: nothing broadcasts.
 */
export function mseLoss(
  x: Tensor,
  targets: Tensor,
  options: { readonly reduction?: Reduction } = {},
): Tensor {
  const { reduction = 'mean' } = options;
  return apply(mseLossOp, [x, targets], { reduction, setting: 0, factor: 1 });
}
