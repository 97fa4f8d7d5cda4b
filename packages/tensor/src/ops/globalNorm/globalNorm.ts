import { defineKernel } from '../../backend/kernel.ts';
import { sizeOf } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { apply, defineOp, expectDType, input, launch } from '../op.ts';
import normWgsl from './globalNorm.wgsl';
import squaresWgsl from './squareSums.wgsl';

const block = 4096;

/** partials[offset + b] = Σ x² over the b-th block of 4,096 elements. */
const squareSumsKernel = defineKernel({
  name: 'squareSums',
  reads: { x: 'f32' },
  writes: { partials: 'f32' },
  params: { n: 'u32', offset: 'u32' },
  wgsl: squaresWgsl,
  workgroups: ({ n }) => Math.ceil(n / block),
  tasks: ({ n }) => Math.ceil(n / block),
  grain: () => 4,
});

/** √ Σ partials. */
const globalNormKernel = defineKernel({
  name: 'globalNorm',
  reads: { partials: 'f32' },
  writes: { out: 'f32' },
  params: { n: 'u32' },
  wgsl: normWgsl,
  workgroups: () => 1,
  tasks: () => 1,
});

export const globalNormOp = defineOp<null>({
  name: 'globalNorm',
  kernels: [squareSumsKernel, globalNormKernel],
  outputs: (specs) => {
    for (const spec of specs) expectDType('globalNorm', 'tensors', spec, 'f32');
    return [{ shape: [], dtype: 'f32' }];
  },
  forward: ({ inputs, outputs }) => {
    const out = input(outputs, 0);
    const blocks = inputs.map((one) => Math.ceil(one.size / block));
    const n = blocks.reduce((sum, count) => sum + count, 0);
    const partials = emptyTensor([n], 'f32', out.device);
    let offset = 0;
    inputs.forEach((one, i) => {
      launch(squareSumsKernel, [one], [partials], { n: one.size, offset });
      offset += blocks[i] ?? 0;
    });
    launch(globalNormKernel, [partials], [out], { n });
    partials.dispose();
  },
  backward: { none: 'a measure of gradients for clipping and logging' },
  flops: (specs) => specs.reduce((sum, { shape }) => sum + 2 * sizeOf(shape), 0),
});

/**
 * √ Σ x² over all elements of all tensors: [] on the device, nothing is read back. f32. Sums go through
 * blocks of fixed size in a fixed order, so the result repeats exactly. Throws `op.noInputs` for an
 * empty list.
 */
export function globalNorm(tensors: readonly Tensor[]): Tensor {
  return apply(globalNormOp, tensors, null);
}
