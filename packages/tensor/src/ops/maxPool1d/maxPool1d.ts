import type { Tensor } from '../../tensor.ts';
import { asImage, asSequence, expectSequence } from '../convolution/asImage.ts';
import { alongWidth } from '../convolution/perAxis.ts';
import { maxPool } from '../maxPool2d/maxPool2d.ts';

export interface MaxPool1dOptions {
  /** Steps between windows; default the windows' size. */
  readonly stride?: number;
  /** Elements on either side that no window counts, at most half a window; default 0. */
  readonly padding?: number;
  /** Steps between a window's elements; default 1. */
  readonly dilation?: number;
  /** Whether a last window may reach past the sequence; default false. */
  readonly ceilMode?: boolean;
}

/** The largest element of each window of x [B, C, L], as PyTorch's max_pool1d. Throws what `maxPool2d` throws. */
export function maxPool1d(x: Tensor, kernelSize: number, options: MaxPool1dOptions = {}): Tensor {
  const { stride = kernelSize, padding = 0, dilation = 1, ceilMode = false } = options;
  expectSequence('maxPool1d', x);
  const out = maxPool('maxPool1d', asImage(x), alongWidth('maxPool1d', 'a kernelSize', kernelSize, 1, 1), {
    stride: alongWidth('maxPool1d', 'a stride', stride, 1, 1),
    padding: alongWidth('maxPool1d', 'a padding', padding, 0, 0),
    dilation: alongWidth('maxPool1d', 'a dilation', dilation, 1, 1),
    ceilMode,
  });
  return asSequence(out);
}
