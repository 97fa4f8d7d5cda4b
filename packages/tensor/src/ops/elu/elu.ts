import type { Tensor } from '../../tensor.ts';
import { unaryFlops, unaryKernel, unaryOutputs } from '../elementwise/unary.ts';
import { unaryGradient, unaryGradientKernel } from '../elementwise/unaryGradient.ts';
import { apply, defineOp, input, launch } from '../op.ts';
import expMinusOne from '../expm1/expMinusOne.wgsl';
import wgsl from './elu.wgsl';
import backwardWgsl from './eluBackward.wgsl';

const kernel = unaryKernel('elu', `${expMinusOne}${wgsl}`, { alpha: 'f32' });
const backwardKernel = unaryGradientKernel('eluBackward', backwardWgsl, { alpha: 'f32' });

interface EluAttributes {
  /** What x goes to the negative of, far below 0; default 1. */
  readonly alpha: number;
}

export const eluOp = defineOp<EluAttributes>({
  name: 'elu',
  kernels: [kernel, backwardKernel],
  outputs: (specs) => unaryOutputs('elu', specs),
  forward: ({ inputs, outputs, attributes: { alpha } }) =>
    launch(kernel, inputs, outputs, { n: input(inputs, 0).size, alpha }),
  backward: ({ inputs, attributes: { alpha } }, gradient) => {
    const x = input(inputs, 0);
    return [unaryGradient(backwardKernel, x, gradient, { n: x.size, alpha })];
  },
  flops: unaryFlops,
});

/** x where it is positive, alpha·(e^x − 1) elsewhere. f32. Clevert et al., "Fast and Accurate Deep Network Learning by
 * Exponential Linear Units", 2015. */
export function elu(x: Tensor, options: Partial<EluAttributes> = {}): Tensor {
  return apply(eluOp, [x], { alpha: options.alpha ?? 1 });
}
