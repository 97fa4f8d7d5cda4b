import type { Tensor } from '../../tensor.ts';
import type { Reduction } from '../crossEntropy/crossEntropy.ts';
import { apply } from '../op.ts';
import { pointwiseLossOp } from '../pointwiseLoss/pointwiseLoss.ts';
import wgsl from './l1Loss.wgsl';

export const l1LossOp = pointwiseLossOp('l1Loss', wgsl, 'opposite');

/**
 * Absolute error |x − targets|, put together by `reduction`: 'mean' over all elements (default), 'sum', or
 * 'none'. x and targets f32 of one shape [...] → [] or [...]. Throws `shape.mismatch`: nothing broadcasts. The
 * gradient where they are equal is 0.
 */
export function l1Loss(x: Tensor, targets: Tensor, options: { readonly reduction?: Reduction } = {}): Tensor {
  const { reduction = 'mean' } = options;
  return apply(l1LossOp, [x, targets], { reduction, setting: 0, factor: 1 });
}
