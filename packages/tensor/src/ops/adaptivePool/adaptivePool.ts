import type { Tensor } from '../../tensor.ts';
import { avgPool2dOp } from '../avgPool2d/avgPool2d.ts';
import { asImage, asSequence, expectSequence } from '../convolution/asImage.ts';
import { alongWidth, perAxis, type PerAxis } from '../convolution/perAxis.ts';
import { largest } from '../maxPool2d/maxPool2d.ts';
import { apply } from '../op.ts';

/**
 * Means of as many windows as `outputSize` says, as PyTorch's adaptive_avg_pool2d: x [B, C, H, W] →
 * [B, C, OH, OW]; window i covers ⌊i·H/OH⌋ to ⌈(i + 1)·H/OH⌉. f32. Throws `pool.rank`, `pool.size` and
 * `window.options`.
 */
export function adaptiveAvgPool2d(x: Tensor, outputSize: PerAxis): Tensor {
  const op = 'adaptiveAvgPool2d';
  return apply(avgPool2dOp, [x], {
    op,
    outputSize: perAxis(op, 'an outputSize', outputSize, 1),
    countIncludePad: false,
  });
}

/** The same of x [B, C, L] → [B, C, outputSize]. */
export function adaptiveAvgPool1d(x: Tensor, outputSize: number): Tensor {
  const op = 'adaptiveAvgPool1d';
  expectSequence(op, x);
  const size = alongWidth(op, 'an outputSize', outputSize, 1, 1);
  return asSequence(apply(avgPool2dOp, [asImage(x)], { op, outputSize: size, countIncludePad: false }));
}

/** The largest elements of the windows that `adaptiveAvgPool2d` has, as PyTorch's adaptive_max_pool2d. */
export function adaptiveMaxPool2d(x: Tensor, outputSize: PerAxis): Tensor {
  const op = 'adaptiveMaxPool2d';
  return largest(x, {
    op,
    outputSize: perAxis(op, 'an outputSize', outputSize, 1),
    countIncludePad: false,
  });
}
