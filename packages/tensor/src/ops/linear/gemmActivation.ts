import { defineKernel } from '../../backend/kernel.ts';
import { geluBackwardKernel, geluTanhBackwardKernel } from '../gelu/gelu.ts';
import geluWgsl from '../gelu/gelu.wgsl';
import geluTanhWgsl from '../gelu/geluTanh.wgsl';
import { forEachFloat } from '../halves/floats.ts';
import { gemmBodies, gemmConstants } from '../matmul/gemm.ts';
import { reluBackwardKernel } from '../relu/relu.ts';
import reluWgsl from '../relu/relu.wgsl';
import { siluBackwardKernel } from '../silu/silu.ts';
import siluWgsl from '../silu/silu.wgsl';
import activationWgsl from './activation.wgsl';

/** The activations that `linear` can apply: their codes in the kernels, and their gradients' kernels. */
export const fusedActivations = {
  gelu: { code: 1, backward: geluBackwardKernel },
  'gelu-tanh': { code: 2, backward: geluTanhBackwardKernel },
  relu: { code: 3, backward: reluBackwardKernel },
  silu: { code: 4, backward: siluBackwardKernel },
} as const;

const own = [geluWgsl, geluTanhWgsl, reluWgsl, siluWgsl, activationWgsl].join('\n');

/** out = act(x·Wᵀ + b) and pre = x·Wᵀ + b, which backward needs. */
export const gemmActivationKernels = forEachFloat(({ suffix, scalar, vector, wgsl }) =>
  defineKernel({
    name: `gemmActivation${suffix}`,
    reads: { a: vector, b: vector, bias: 'f32' },
    writes: { out: scalar, pre: scalar },
    params: { m: 'u32', n: 'u32', k: 'u32', hasBias: 'u32', activation: 'u32', mBlock: 'u32' },
    ...gemmBodies(`${wgsl}\n${own}`, scalar),
    constants: ({ hasBias, activation, m, n, k }) => ({
      ...gemmConstants(0, 1, hasBias, m, n, k),
      ACTIVATION: activation,
    }),
    tasks: ({ m, n, mBlock }) => Math.ceil(m / mBlock) * Math.ceil(n / 256),
  }),
);
