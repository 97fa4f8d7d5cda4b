import { sizeOf } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { convSizes, turned, type ConvAttributes } from '../convolution/convGeometry.ts';
import { convKernels, convolve, convolveWeight } from '../convolution/convKernels.ts';
import { perAxis, type PerAxis } from '../convolution/perAxis.ts';
import { samePadding, type Padding } from '../convolution/samePadding.ts';
import { apply, defineOp, input } from '../op.ts';
import { sum } from '../sum/sum.ts';

export const conv2dOp = defineOp<ConvAttributes>({
  name: 'conv2d',
  kernels: convKernels,
  outputs: (specs, attributes) => [{ shape: convSizes(specs, attributes).shape, dtype: 'f32' }],
  forward: ({ inputs, outputs, attributes }) => {
    const { sizes } = convSizes(inputs, attributes);
    convolve(input(inputs, 0), input(inputs, 1), inputs[2] ?? null, input(outputs, 0), sizes, false);
  },
  backward: ({ inputs, needs, attributes }, gradient) => {
    const x = input(inputs, 0);
    const weight = input(inputs, 1);
    const { sizes } = convSizes(inputs, attributes);
    const dx = needs[0] ? emptyTensor(x.shape, 'f32', x.device) : null;
    if (dx) convolve(gradient, weight, null, dx, turned(sizes), true);
    return [
      dx,
      needs[1] ? convolveWeight(x, gradient, weight, sizes) : null,
      needs[2] ? sum(gradient, [0, 2, 3]) : null,
    ];
  },
  flops: (specs, attributes) => {
    const { shape, sizes } = convSizes(specs, attributes);
    return 2 * sizeOf(shape) * sizes.depth * sizes.kernelH * sizes.kernelW;
  },
});

export interface Conv2dOptions {
  /** Steps between windows along the height and the width; default 1. */
  readonly stride?: PerAxis;
  /** Zeros on either side; 'same' (stride 1 only) keeps the size, 'valid' is 0, the default. */
  readonly padding?: Padding;
  /** Steps between a window's elements; default 1. */
  readonly dilation?: PerAxis;
  /** Groups of channels that are convolved by themselves; default 1. */
  readonly groups?: number;
}

/**
 * Cross-correlation of images, as PyTorch's conv2d: x [B, C, H, W], weight [O, C/groups, KH, KW], bias [O]
 * → [B, O, (H + 2·padding − dilation·(KH − 1) − 1)/stride + 1, …]. f32. Throws `conv.rank`,
 * `conv.channels`, `conv.bias`, `conv.size`, `conv.padding` and `window.options`.
 */
export function conv2d(x: Tensor, weight: Tensor, bias?: Tensor | null, options: Conv2dOptions = {}): Tensor {
  return convolution('conv2d', x, weight, bias ?? null, options);
}

/** conv2d under another operation's name. */
export function convolution(
  op: string,
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  { stride = 1, padding = 0, dilation = 1, groups = 1 }: Conv2dOptions,
): Tensor {
  const steps = perAxis(op, 'a stride', stride, 1);
  const spread = perAxis(op, 'a dilation', dilation, 1);
  const attributes: ConvAttributes = {
    op,
    stride: steps,
    padding: samePadding(op, padding, weight.shape.slice(-2), steps, spread),
    dilation: spread,
    groups,
    outputPadding: [0, 0],
  };
  return apply(conv2dOp, bias ? [x, weight, bias] : [x, weight], attributes);
}
