import type { Tensor } from '../../tensor.ts';
import { avgPool } from '../avgPool2d/avgPool2d.ts';
import { asImage, asSequence, expectSequence } from '../convolution/asImage.ts';
import { alongWidth } from '../convolution/perAxis.ts';

export interface AvgPool1dOptions {
  /** Steps between windows; default the windows' size. */
  readonly stride?: number;
  /** Zeros on either side, at most half a window; default 0. */
  readonly padding?: number;
  /** Whether a last window may reach past the sequence; default false. */
  readonly ceilMode?: boolean;
  /** Whether a window's mean counts the zeros; default true. */
  readonly countIncludePad?: boolean;
}

/** The mean of each window of x [B, C, L], as PyTorch's avg_pool1d. Throws what `avgPool2d` throws. */
export function avgPool1d(x: Tensor, kernelSize: number, options: AvgPool1dOptions = {}): Tensor {
  const { stride = kernelSize, padding = 0, ...rest } = options;
  expectSequence('avgPool1d', x);
  const out = avgPool('avgPool1d', asImage(x), alongWidth('avgPool1d', 'a kernelSize', kernelSize, 1, 1), {
    stride: alongWidth('avgPool1d', 'a stride', stride, 1, 1),
    padding: alongWidth('avgPool1d', 'a padding', padding, 0, 0),
    ...rest,
  });
  return asSequence(out);
}
