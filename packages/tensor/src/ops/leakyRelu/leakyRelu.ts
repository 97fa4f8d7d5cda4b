import type { Tensor } from '../../tensor.ts';
import { unaryFlops, unaryKernel, unaryOutputs } from '../elementwise/unary.ts';
import { unaryGradient, unaryGradientKernel } from '../elementwise/unaryGradient.ts';
import { apply, defineOp, input, launch } from '../op.ts';
import wgsl from './leakyRelu.wgsl';
import backwardWgsl from './leakyReluBackward.wgsl';

const kernel = unaryKernel('leakyRelu', wgsl, { negativeSlope: 'f32' });
const backwardKernel = unaryGradientKernel('leakyReluBackward', backwardWgsl, { negativeSlope: 'f32' });

interface LeakyReluAttributes {
  /** Slope below 0; default 0.01. */
  readonly negativeSlope: number;
}

export const leakyReluOp = defineOp<LeakyReluAttributes>({
  name: 'leakyRelu',
  kernels: [kernel, backwardKernel],
  outputs: (specs) => unaryOutputs('leakyRelu', specs),
  forward: ({ inputs, outputs, attributes: { negativeSlope } }) =>
    launch(kernel, inputs, outputs, { n: input(inputs, 0).size, negativeSlope }),
  backward: ({ inputs, attributes: { negativeSlope } }, gradient) => {
    const x = input(inputs, 0);
    return [unaryGradient(backwardKernel, x, gradient, { n: x.size, negativeSlope })];
  },
  flops: unaryFlops,
});

/** x where it is positive, negativeSlope·x elsewhere; the gradient at 0 is negativeSlope. f32. */
export function leakyRelu(x: Tensor, options: Partial<LeakyReluAttributes> = {}): Tensor {
  return apply(leakyReluOp, [x], { negativeSlope: options.negativeSlope ?? 0.01 });
}
