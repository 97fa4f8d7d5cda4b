import type { Tensor } from '../../tensor.ts';
import { transposedConvolution } from '../convTranspose2d/convTranspose2d.ts';
import { asImage, asSequence, expectSequence } from '../convolution/asImage.ts';
import { alongWidth } from '../convolution/perAxis.ts';

export interface ConvTranspose1dOptions {
  /** Steps between windows; default 1. */
  readonly stride?: number;
  /** Elements cropped on either side; default 0. */
  readonly padding?: number;
  /** Elements added at the end; below the stride or the dilation; default 0. */
  readonly outputPadding?: number;
  /** Steps between a window's elements; default 1. */
  readonly dilation?: number;
  /** Groups of channels that are convolved by themselves; default 1. */
  readonly groups?: number;
}

/**
 * The transpose of conv1d, as PyTorch's conv_transpose1d: x [B, C, L], weight [C, O/groups, K], bias [O] →
 * [B, O, (L − 1)·stride − 2·padding + dilation·(K − 1) + outputPadding + 1]. f32; convTranspose2d with a
 * height of 1. Throws what `convTranspose2d` throws.
 */
export function convTranspose1d(
  x: Tensor,
  weight: Tensor,
  bias?: Tensor | null,
  options: ConvTranspose1dOptions = {},
): Tensor {
  const op = 'convTranspose1d';
  const { stride = 1, padding = 0, outputPadding = 0, dilation = 1, groups = 1 } = options;
  expectSequence(op, x, weight);
  const out = transposedConvolution(op, asImage(x), asImage(weight), bias ?? null, {
    stride: alongWidth(op, 'a stride', stride, 1, 1),
    padding: alongWidth(op, 'a padding', padding, 0, 0),
    outputPadding: alongWidth(op, 'an outputPadding', outputPadding, 0, 0),
    dilation: alongWidth(op, 'a dilation', dilation, 1, 1),
    groups,
  });
  return asSequence(out);
}
