import type { Tensor } from '../../tensor.ts';
import { apply } from '../op.ts';
import { upsampleOp } from './upsample.ts';
import { upsampleSize, type UpsampleSize } from './upsampleSize.ts';

/**
 * Linear interpolation along both axes, as PyTorch's interpolate with mode 'bilinear': x [B, C, H, W] →
 * [B, C, OH, OW]. Position i lies at (i + ½)·H/OH − ½, or with `alignCorners` at i·(H − 1)/(OH − 1); a scale
 * factor counts through the size it makes (PyTorch's recompute_scale_factor). f32. Throws `upsample.shape`,
 * `upsample.size` and `window.options`.
 */
export function upsampleBilinear(
  x: Tensor,
  wanted: UpsampleSize & { readonly alignCorners?: boolean },
): Tensor {
  const size = upsampleSize('upsampleBilinear', x, wanted);
  return apply(upsampleOp, [x], { size, mode: 'bilinear', alignCorners: wanted.alignCorners ?? false });
}
