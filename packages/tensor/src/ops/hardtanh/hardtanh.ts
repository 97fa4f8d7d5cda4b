import type { Tensor } from '../../tensor.ts';
import { assertBounds, clampBackwardKernel, clampKernel, type ClampAttributes } from '../clamp/clamp.ts';
import { unaryFlops, unaryOutputs } from '../elementwise/unary.ts';
import { unaryGradient } from '../elementwise/unaryGradient.ts';
import { apply, defineOp, input, launch } from '../op.ts';

export const hardtanhOp = defineOp<ClampAttributes>({
  name: 'hardtanh',
  kernels: [clampKernel, clampBackwardKernel],
  outputs: (specs, attributes) => {
    assertBounds('hardtanh', attributes);
    return unaryOutputs('hardtanh', specs);
  },
  forward: ({ inputs, outputs, attributes }) =>
    launch(clampKernel, inputs, outputs, { n: input(inputs, 0).size, ...attributes }),
  backward: ({ inputs, attributes }, gradient) => {
    const x = input(inputs, 0);
    return [unaryGradient(clampBackwardKernel, x, gradient, { n: x.size, ...attributes, edge: 0 })];
  },
  flops: unaryFlops,
});

/**
 * x kept between min (default −1) and max (default 1). As `clamp`, but the gradient at min and max is 0. f32.
 * Throws `clamp.bounds` where min is larger than max.
 */
export function hardtanh(x: Tensor, min = -1, max = 1): Tensor {
  return apply(hardtanhOp, [x], { low: min, high: max });
}
