import type { Tensor } from '../../tensor.ts';
import { apply } from '../op.ts';
import { upsampleOp } from './upsample.ts';
import { upsampleSize, type UpsampleSize } from './upsampleSize.ts';

/**
 * Each element several times, as PyTorch's interpolate with mode 'nearest': x [B, C, H, W] → [B, C, OH, OW]
 * with out[i] = x[⌊i·H/OH⌋]. f32. Throws `upsample.shape`, `upsample.size` and `window.options`.
 */
export function upsampleNearest(x: Tensor, wanted: UpsampleSize): Tensor {
  const size = upsampleSize('upsampleNearest', x, wanted);
  return apply(upsampleOp, [x], { size, mode: 'nearest', alignCorners: false });
}
