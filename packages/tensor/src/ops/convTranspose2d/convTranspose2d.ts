import { emptyTensor, type Tensor } from '../../tensor.ts';
import { sizeOf } from '../../shape.ts';
import { convTransposeSizes, turned, type ConvAttributes } from '../convolution/convGeometry.ts';
import { convKernels, convolve, convolveWeight } from '../convolution/convKernels.ts';
import { perAxis, type PerAxis } from '../convolution/perAxis.ts';
import { apply, defineOp, input } from '../op.ts';
import { sum } from '../sum/sum.ts';

/** Forward is what backward is to conv2d, and the other way round. */
export const convTranspose2dOp = defineOp<ConvAttributes>({
  name: 'convTranspose2d',
  kernels: convKernels,
  outputs: (specs, attributes) => [{ shape: convTransposeSizes(specs, attributes).shape, dtype: 'f32' }],
  forward: ({ inputs, outputs, attributes }) => {
    const { sizes } = convTransposeSizes(inputs, attributes);
    const [x, weight] = [input(inputs, 0), input(inputs, 1)];
    convolve(x, weight, inputs[2] ?? null, input(outputs, 0), turned(sizes), true);
  },
  backward: ({ inputs, needs, attributes }, gradient) => {
    const x = input(inputs, 0);
    const weight = input(inputs, 1);
    const { sizes } = convTransposeSizes(inputs, attributes);
    const dx = needs[0] ? emptyTensor(x.shape, 'f32', x.device) : null;
    if (dx) convolve(gradient, weight, null, dx, sizes, false);
    return [
      dx,
      needs[1] ? convolveWeight(gradient, x, weight, sizes) : null,
      needs[2] ? sum(gradient, [0, 2, 3]) : null,
    ];
  },
  flops: (specs, attributes) => {
    const { sizes } = convTransposeSizes(specs, attributes);
    return 2 * sizeOf(input(specs, 0).shape) * sizes.depth * sizes.kernelH * sizes.kernelW;
  },
});

export interface ConvTranspose2dOptions {
  /** Steps between windows along the height and the width; default 1. */
  readonly stride?: PerAxis;
  /** Elements cropped on either side; default 0. */
  readonly padding?: PerAxis;
  /** Elements added at the end; below the stride or the dilation; default 0. */
  readonly outputPadding?: PerAxis;
  /** Steps between a window's elements; default 1. */
  readonly dilation?: PerAxis;
  /** Groups of channels that are convolved by themselves; default 1. */
  readonly groups?: number;
}

/**
 * The transpose of conv2d, as PyTorch's conv_transpose2d: x [B, C, H, W], weight [C, O/groups, KH, KW],
 * bias [O] → [B, O, (H − 1)·stride − 2·padding + dilation·(KH − 1) + outputPadding + 1, …]. f32. Throws
 * `conv.rank`, `conv.channels`, `conv.bias`, `conv.size` and `window.options`.
 */
export function convTranspose2d(
  x: Tensor,
  weight: Tensor,
  bias?: Tensor | null,
  options: ConvTranspose2dOptions = {},
): Tensor {
  return transposedConvolution('convTranspose2d', x, weight, bias ?? null, options);
}

/** convTranspose2d under another operation's name. */
export function transposedConvolution(
  op: string,
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  { stride = 1, padding = 0, outputPadding = 0, dilation = 1, groups = 1 }: ConvTranspose2dOptions,
): Tensor {
  const [high, wide] = perAxis(op, 'a padding', padding, 0);
  return apply(convTranspose2dOp, bias ? [x, weight, bias] : [x, weight], {
    op,
    stride: perAxis(op, 'a stride', stride, 1),
    padding: [
      [high, high],
      [wide, wide],
    ],
    dilation: perAxis(op, 'a dilation', dilation, 1),
    groups,
    outputPadding: perAxis(op, 'an outputPadding', outputPadding, 0),
  });
}
