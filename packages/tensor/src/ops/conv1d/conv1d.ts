import type { Tensor } from '../../tensor.ts';
import { convolution } from '../conv2d/conv2d.ts';
import { asImage, asSequence, expectSequence } from '../convolution/asImage.ts';
import { alongWidth } from '../convolution/perAxis.ts';

export interface Conv1dOptions {
  /** Steps between windows; default 1. */
  readonly stride?: number;
  /** Zeros on either side; 'same' (stride 1 only) keeps the length, 'valid' is 0, the default. */
  readonly padding?: number | 'same' | 'valid';
  /** Steps between a window's elements; default 1. */
  readonly dilation?: number;
  /** Groups of channels that are convolved by themselves; default 1. */
  readonly groups?: number;
}

/**
 * Cross-correlation of sequences, as PyTorch's conv1d: x [B, C, L], weight [O, C/groups, K], bias [O] →
 * [B, O, (L + 2·padding − dilation·(K − 1) − 1)/stride + 1]. f32; conv2d with a height of 1. Throws what
 * `conv2d` throws.
 */
export function conv1d(x: Tensor, weight: Tensor, bias?: Tensor | null, options: Conv1dOptions = {}): Tensor {
  const { stride = 1, padding = 0, dilation = 1, groups = 1 } = options;
  expectSequence('conv1d', x, weight);
  const out = convolution('conv1d', asImage(x), asImage(weight), bias ?? null, {
    stride: alongWidth('conv1d', 'a stride', stride, 1, 1),
    padding: typeof padding === 'string' ? padding : alongWidth('conv1d', 'a padding', padding, 0, 0),
    dilation: alongWidth('conv1d', 'a dilation', dilation, 1, 1),
    groups,
  });
  return asSequence(out);
}
