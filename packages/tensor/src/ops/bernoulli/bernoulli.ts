import { defineKernel } from '../../backend/kernel.ts';
import { hostValues } from '../../dtype.ts';
import { currentRandomKey, type RandomKey } from '../../randomScope.ts';
import { sizeOf } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { apply, defineOp, expectDType, input, launch } from '../op.ts';
import { drawParams, drawValues, drawWgsl } from '../random/drawKey.ts';
import wgsl from './bernoulli.wgsl';

const bernoulliKernel = defineKernel({
  name: 'bernoulli',
  reads: { p: 'vec4<f32>' },
  writes: { out: 'vec4<u32>' },
  params: { n: 'u32', ...drawParams, word: 'u32' },
  wgsl: `${drawWgsl}\n${wgsl}`,
  workgroups: ({ n }) => Math.ceil(n / 1024),
  tasks: ({ n }) => Math.ceil(n / 1024),
  grain: () => 4,
});

interface BernoulliAttributes {
  readonly dtype: 'f32' | 'bool';
  readonly key: RandomKey;
}

export const bernoulliOp = defineOp<BernoulliAttributes>({
  name: 'bernoulli',
  kernels: [bernoulliKernel],
  outputs: (specs, { dtype }) => {
    const p = input(specs, 0);
    expectDType('bernoulli', 'p', p, 'f32');
    return [{ shape: p.shape, dtype }];
  },
  forward: ({ inputs, outputs, attributes: { dtype, key } }) => {
    const p = input(inputs, 0);
    const [floatOne = 0] = new Uint32Array(hostValues('f32', [1]).buffer);
    const word = dtype === 'f32' ? floatOne : 1;
    launch(bernoulliKernel, [p], outputs, { n: p.size, ...drawValues(key), word });
  },
  backward: { none: 'a draw does not change smoothly with its chance' },
  flops: ([p]) => (p ? sizeOf(p.shape) : 0),
});

/**
 * 1 (or true, with dtype 'bool') with probability p and 0 otherwise, each element by itself: p f32 [...] →
 * [...]. Drawn on the device, keyed by the enclosing randomScope, and the same on every device: an element is 1
 * where the upper 24 bits of its word, as a number in [0, 1), are below p. For one p for all: `full(shape, p)`.
 * No gradient. Throws `random.noScope` outside a randomScope.
 */
export function bernoulli(p: Tensor, options: { readonly dtype?: 'f32' | 'bool' } = {}): Tensor {
  return apply(bernoulliOp, [p], { dtype: options.dtype ?? 'f32', key: currentRandomKey('bernoulli') });
}
