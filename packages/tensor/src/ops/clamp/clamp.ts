import { CraftError } from '../../errors.ts';
import type { Tensor } from '../../tensor.ts';
import { unaryFlops, unaryKernel, unaryOutputs } from '../elementwise/unary.ts';
import { unaryGradient, unaryGradientKernel } from '../elementwise/unaryGradient.ts';
import { apply, defineOp, input, launch } from '../op.ts';
import wgsl from './clamp.wgsl';
import backwardWgsl from './clampBackward.wgsl';

export const clampKernel = unaryKernel('clamp', wgsl, { low: 'f32', high: 'f32' });

/** The gradient between the bounds, `edge` times it at them, 0 beyond. */
export const clampBackwardKernel = unaryGradientKernel('clampBackward', backwardWgsl, {
  low: 'f32',
  high: 'f32',
  edge: 'f32',
});

export interface ClampAttributes {
  readonly low: number;
  readonly high: number;
}

export const clampOp = defineOp<ClampAttributes>({
  name: 'clamp',
  kernels: [clampKernel, clampBackwardKernel],
  outputs: (specs, attributes) => {
    assertBounds('clamp', attributes);
    return unaryOutputs('clamp', specs);
  },
  forward: ({ inputs, outputs, attributes }) =>
    launch(clampKernel, inputs, outputs, { n: input(inputs, 0).size, ...attributes }),
  backward: ({ inputs, attributes }, gradient) => {
    const x = input(inputs, 0);
    return [unaryGradient(clampBackwardKernel, x, gradient, { n: x.size, ...attributes, edge: 1 })];
  },
  flops: unaryFlops,
});

/** Throws `clamp.bounds` unless min is at most max. */
export function assertBounds(op: string, { low, high }: ClampAttributes): void {
  if (low <= high) return;
  throw new CraftError('clamp.bounds', `${op}: expected min ≤ max but received min ${low} and max ${high}`);
}

/**
 * x kept between min and max (−∞ and ∞ where they are left out); NaN stays NaN. The gradient is 1 from min
 * to max, both included, and 0 beyond. f32. Throws `clamp.bounds` where min is larger than max.
 */
export function clamp(x: Tensor, min = -Infinity, max = Infinity): Tensor {
  return apply(clampOp, [x], { low: min, high: max });
}
