import { sizeOf } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { apply, defineOp, input, launch } from '../op.ts';
import { expectRows, rowKernel, rowsOf } from '../rows/rowKernel.ts';
import { rowExpSumWgsl, rowLanesWgsl } from '../rows/rowLanes.ts';
import wgsl from './softmax.wgsl';
import backwardWgsl from './softmaxBackward.wgsl';

const softmaxKernel = rowKernel('softmax', { x: 'f32' }, `${rowExpSumWgsl}\n${wgsl}`);

const softmaxBackwardKernel = rowKernel(
  'softmaxBackward',
  { y: 'f32', gradient: 'f32' },
  `${rowLanesWgsl}\n${backwardWgsl}`,
);

export const softmaxOp = defineOp<null>({
  name: 'softmax',
  kernels: [softmaxKernel, softmaxBackwardKernel],
  outputs: (specs) => {
    const x = input(specs, 0);
    expectRows('softmax', x);
    return [x];
  },
  forward: ({ inputs, outputs }) => launch(softmaxKernel, inputs, outputs, rowsOf(input(inputs, 0))),
  backward: ({ outputs }, gradient) => {
    const y = input(outputs, 0);
    const dx = emptyTensor(y.shape, 'f32', y.device);
    launch(softmaxBackwardKernel, [y, gradient], [dx], rowsOf(y));
    return [dx];
  },
  flops: ([x]) => (x ? 5 * sizeOf(x.shape) : 0),
});

/** e^x / Σ e^x over the last axis. f32, rank ≥ 1. Throws `shape.axis` for a scalar. */
export function softmax(x: Tensor): Tensor {
  return apply(softmaxOp, [x], null);
}
