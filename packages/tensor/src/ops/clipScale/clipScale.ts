import { defineKernel } from '../../backend/kernel.ts';
import { CraftError } from '../../errors.ts';
import { formatShape, sizeOf } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { apply, defineOp, expectDType, input, launch } from '../op.ts';
import wgsl from './clipScale.wgsl';

const clipScaleKernel = defineKernel({
  name: 'clipScale',
  reads: { norm: 'f32' },
  writes: { out: 'f32' },
  params: { maxNorm: 'f32' },
  wgsl,
  workgroups: () => 1,
  tasks: () => 1,
});

export const clipScaleOp = defineOp<{ readonly maxNorm: number }>({
  name: 'clipScale',
  kernels: [clipScaleKernel],
  outputs: (specs) => {
    const norm = input(specs, 0);
    expectDType('clipScale', 'norm', norm, 'f32');
    if (sizeOf(norm.shape) !== 1) {
      throw new CraftError(
        'shape.mismatch',
        `clipScale: expected norm to be a scalar but received shape ${formatShape(norm.shape)}`,
      );
    }
    return [{ shape: [], dtype: 'f32' }];
  },
  forward: ({ inputs, outputs, attributes }) => launch(clipScaleKernel, inputs, outputs, attributes),
  backward: { none: 'a factor for gradients, chosen from their norm' },
  flops: () => 3,
});

/**
 * min(1, maxNorm / (norm + 1e-6)): what gradients of that global norm are multiplied by to have a norm
 * of at most `maxNorm`, as torch.nn.utils.clip_grad_norm_ does. norm [] → [], both on the device; NaN
 * stays NaN.
 */
export function clipScale(norm: Tensor, maxNorm: number): Tensor {
  return apply(clipScaleOp, [norm], { maxNorm });
}
