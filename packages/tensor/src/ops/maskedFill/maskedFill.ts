import type { Tensor } from '../../tensor.ts';
import { where } from '../where/where.ts';

/**
 * x with `value` where the mask is true (or not zero), with broadcasting, as torch.masked_fill: a causal
 * mask is `maskedFill(scores, mask, -Infinity)`. The mask has any dtype; the gradient is 0 where it is true.
 * Throws `shape.broadcast`.
 */
export function maskedFill(x: Tensor, mask: Tensor, value: number): Tensor {
  return where(mask, value, x);
}
