import { sizeOf } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { apply, defineOp, input, launch } from '../op.ts';
import { expectRows, rowKernel, rowsOf } from '../rows/rowKernel.ts';
import { rowExpSumWgsl, rowLanesWgsl } from '../rows/rowLanes.ts';
import wgsl from './logSoftmax.wgsl';
import backwardWgsl from './logSoftmaxBackward.wgsl';

const logSoftmaxKernel = rowKernel('logSoftmax', { x: 'f32' }, `${rowExpSumWgsl}\n${wgsl}`);

const logSoftmaxBackwardKernel = rowKernel(
  'logSoftmaxBackward',
  { y: 'f32', gradient: 'f32' },
  `${rowLanesWgsl}\n${backwardWgsl}`,
);

export const logSoftmaxOp = defineOp<null>({
  name: 'logSoftmax',
  kernels: [logSoftmaxKernel, logSoftmaxBackwardKernel],
  outputs: (specs) => {
    const x = input(specs, 0);
    expectRows('logSoftmax', x);
    return [x];
  },
  forward: ({ inputs, outputs }) => launch(logSoftmaxKernel, inputs, outputs, rowsOf(input(inputs, 0))),
  backward: ({ outputs }, gradient) => {
    const y = input(outputs, 0);
    const dx = emptyTensor(y.shape, 'f32', y.device);
    launch(logSoftmaxBackwardKernel, [y, gradient], [dx], rowsOf(y));
    return [dx];
  },
  flops: ([x]) => (x ? 5 * sizeOf(x.shape) : 0),
});

/** x − log Σ e^x over the last axis. f32, rank ≥ 1. Throws `shape.axis` for a scalar. */
export function logSoftmax(x: Tensor): Tensor {
  return apply(logSoftmaxOp, [x], null);
}
