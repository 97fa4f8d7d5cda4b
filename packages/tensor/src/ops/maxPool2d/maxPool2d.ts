import { emptyTensor, type Tensor } from '../../tensor.ts';
import { sizeOf } from '../../shape.ts';
import { perAxis, type PerAxis } from '../convolution/perAxis.ts';
import { applyOp, defineOp, input, launch } from '../op.ts';
import { poolKernel } from '../pooling/poolKernel.ts';
import { poolSizes, type PoolAttributes } from '../pooling/poolSizes.ts';
import wgsl from './maxPool.wgsl';
import backwardWgsl from './maxPoolBackward.wgsl';

const maxPoolKernel = poolKernel('maxPool', { x: 'f32' }, { out: 'f32', indices: 'i32' }, wgsl, false);

const maxPoolBackwardKernel = poolKernel(
  'maxPoolBackward',
  { indices: 'i32', gradient: 'f32' },
  { dx: 'f32' },
  backwardWgsl,
  true,
);

export const maxPool2dOp = defineOp<PoolAttributes>({
  name: 'maxPool2d',
  kernels: [maxPoolKernel, maxPoolBackwardKernel],
  outputs: (specs, attributes) => {
    const { shape } = poolSizes(input(specs, 0), attributes);
    return [
      { shape, dtype: 'f32' },
      { shape, dtype: 'i32' },
    ];
  },
  forward: ({ inputs, outputs, attributes }) =>
    launch(maxPoolKernel, inputs, outputs, poolSizes(input(inputs, 0), attributes).params),
  backward: ({ inputs, outputs, attributes }, gradient) => {
    const x = input(inputs, 0);
    const dx = emptyTensor(x.shape, 'f32', x.device);
    launch(maxPoolBackwardKernel, [input(outputs, 1), gradient], [dx], poolSizes(x, attributes).params);
    return [dx];
  },
  flops: ([x]) => (x ? sizeOf(x.shape) : 0),
});

export interface MaxPool2dOptions {
  /** Steps between windows; default the windows' size. */
  readonly stride?: PerAxis;
  /** Elements on either side that no window counts, at most half a window; default 0. */
  readonly padding?: PerAxis;
  /** Steps between a window's elements; default 1. */
  readonly dilation?: PerAxis;
  /** Whether a last window may reach past the image; default false. */
  readonly ceilMode?: boolean;
}

/**
 * The largest element of each window, as PyTorch's max_pool2d: x [B, C, H, W] →
 * [B, C, (H + 2·padding − dilation·(KH − 1) − 1)/stride + 1, …]. f32. The gradient goes to the first of equal
 * elements. Throws `pool.rank`, `pool.size` and `window.options`.
 */
export function maxPool2d(x: Tensor, kernelSize: PerAxis, options: MaxPool2dOptions = {}): Tensor {
  return maxPool('maxPool2d', x, kernelSize, options);
}

/** maxPool2d under another operation's name. */
export function maxPool(
  op: string,
  x: Tensor,
  kernelSize: PerAxis,
  { stride = kernelSize, padding = 0, dilation = 1, ceilMode = false }: MaxPool2dOptions,
): Tensor {
  return largest(x, {
    op,
    kernel: perAxis(op, 'a kernelSize', kernelSize, 1),
    stride: perAxis(op, 'a stride', stride, 1),
    padding: perAxis(op, 'a padding', padding, 0),
    dilation: perAxis(op, 'a dilation', dilation, 1),
    ceilMode,
    countIncludePad: false,
  });
}

/** The operation itself. */
export function largest(x: Tensor, attributes: PoolAttributes): Tensor {
  const [out, indices] = applyOp(maxPool2dOp, [x], attributes);
  // Only backward asks where the elements were.
  if (out && !out.node) indices?.dispose();
  return out as Tensor;
}
