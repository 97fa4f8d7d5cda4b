import { emptyTensor, type Tensor } from '../../tensor.ts';
import { sizeOf } from '../../shape.ts';
import { perAxis, type PerAxis } from '../convolution/perAxis.ts';
import { apply, defineOp, input, launch } from '../op.ts';
import { poolKernel } from '../pooling/poolKernel.ts';
import { poolSizes, type PoolAttributes } from '../pooling/poolSizes.ts';
import wgsl from './avgPool.wgsl';
import backwardWgsl from './avgPoolBackward.wgsl';

const avgPoolKernel = poolKernel('avgPool', { x: 'f32' }, { out: 'f32' }, wgsl, false);
const avgPoolBackwardKernel = poolKernel(
  'avgPoolBackward',
  { gradient: 'f32' },
  { dx: 'f32' },
  backwardWgsl,
  true,
);

export const avgPool2dOp = defineOp<PoolAttributes>({
  name: 'avgPool2d',
  kernels: [avgPoolKernel, avgPoolBackwardKernel],
  outputs: (specs, attributes) => [{ shape: poolSizes(input(specs, 0), attributes).shape, dtype: 'f32' }],
  forward: ({ inputs, outputs, attributes }) =>
    launch(avgPoolKernel, inputs, outputs, poolSizes(input(inputs, 0), attributes).params),
  backward: ({ inputs, attributes }, gradient) => {
    const x = input(inputs, 0);
    const dx = emptyTensor(x.shape, 'f32', x.device);
    launch(avgPoolBackwardKernel, [gradient], [dx], poolSizes(x, attributes).params);
    return [dx];
  },
  flops: ([x]) => (x ? sizeOf(x.shape) : 0),
});

export interface AvgPool2dOptions {
  /** Steps between windows; default the windows' size. */
  readonly stride?: PerAxis;
  /** Zeros on either side, at most half a window; default 0. */
  readonly padding?: PerAxis;
  /** Whether a last window may reach past the image; default false. */
  readonly ceilMode?: boolean;
  /** Whether a window's mean counts the zeros; default true. */
  readonly countIncludePad?: boolean;
}

/**
 * The mean of each window, as PyTorch's avg_pool2d: x [B, C, H, W] →
 * [B, C, (H + 2·padding − KH)/stride + 1, …]. f32. Throws `pool.rank`, `pool.size` and `window.options`.
 */
export function avgPool2d(x: Tensor, kernelSize: PerAxis, options: AvgPool2dOptions = {}): Tensor {
  return avgPool('avgPool2d', x, kernelSize, options);
}

/** avgPool2d under another operation's name. */
export function avgPool(
  op: string,
  x: Tensor,
  kernelSize: PerAxis,
  { stride = kernelSize, padding = 0, ceilMode = false, countIncludePad = true }: AvgPool2dOptions,
): Tensor {
  return apply(avgPool2dOp, [x], {
    op,
    kernel: perAxis(op, 'a kernelSize', kernelSize, 1),
    stride: perAxis(op, 'a stride', stride, 1),
    padding: perAxis(op, 'a padding', padding, 0),
    dilation: [1, 1],
    ceilMode,
    countIncludePad,
  });
}
