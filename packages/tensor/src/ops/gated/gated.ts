import { defineKernel } from '../../backend/kernel.ts';
import { CraftError } from '../../errors.ts';
import { axisLength, formatShape, sizeOf } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import geluWgsl from '../gelu/gelu.wgsl';
import geluTanhWgsl from '../gelu/geluTanh.wgsl';
import { apply, defineOp, input, launch, type TensorSpec } from '../op.ts';
import { expectRows } from '../rows/rowKernel.ts';
import siluWgsl from '../silu/silu.wgsl';
import wgsl from './gated.wgsl';
import activationWgsl from './gatedActivation.wgsl';
import backwardWgsl from './gatedBackward.wgsl';

/** Codes of the activations, as linear/activation.wasm.ts has them. */
const activations = { gelu: 1, 'gelu-tanh': 2, silu: 4 } as const;

const own = [geluWgsl, geluTanhWgsl, siluWgsl, activationWgsl].join('\n');
const cut = {
  params: { rows: 'u32', columns: 'u32', activation: 'u32' },
  constants: ({ activation }: { readonly activation: number }) => ({ ACTIVATION: activation }),
  workgroups: ({ rows, columns }: { readonly rows: number; readonly columns: number }) =>
    Math.ceil((rows * Math.ceil(columns / 4)) / 256),
  tasks: ({ rows }: { readonly rows: number }) => rows,
  grain: ({ columns }: { readonly columns: number }) => Math.ceil(8192 / (columns + 1)),
} as const;

const gatedKernel = defineKernel({
  ...cut,
  name: 'gated',
  reads: { x: 'f32' },
  writes: { out: 'f32' },
  wgsl: `${own}\n${wgsl}`,
});

const gatedBackwardKernel = defineKernel({
  ...cut,
  name: 'gatedBackward',
  reads: { x: 'f32', gradient: 'f32' },
  writes: { dx: 'f32' },
  wgsl: `${own}\n${backwardWgsl}`,
});

interface GatedAttributes {
  readonly activation: keyof typeof activations;
}

function sizes(specs: readonly TensorSpec[], { activation }: GatedAttributes) {
  const x = input(specs, 0);
  expectRows('gated', x);
  const width = axisLength(x.shape, -1);
  if (width % 2 !== 0) {
    throw new CraftError(
      'gated.halves',
      `gated: expected a last axis of two halves but received ${formatShape(x.shape)}`,
    );
  }
  const shape = [...x.shape.slice(0, -1), width / 2];
  return {
    shape,
    params: { rows: sizeOf(x.shape.slice(0, -1)), columns: width / 2, activation: activations[activation] },
  };
}

export const gatedOp = defineOp<GatedAttributes>({
  name: 'gated',
  kernels: [gatedKernel, gatedBackwardKernel],
  outputs: (specs, attributes) => [{ shape: sizes(specs, attributes).shape, dtype: 'f32' }],
  forward: ({ inputs, outputs, attributes }) => {
    if (input(outputs, 0).size > 0) launch(gatedKernel, inputs, outputs, sizes(inputs, attributes).params);
  },
  backward: ({ inputs, attributes }, gradient) => {
    const x = input(inputs, 0);
    const dx = emptyTensor(x.shape, 'f32', x.device);
    if (x.size > 0) launch(gatedBackwardKernel, [x, gradient], [dx], sizes(inputs, attributes).params);
    return [dx];
  },
  flops: (specs) => 3 * sizeOf(input(specs, 0).shape),
});

/**
 * silu(a) · b for the halves a, b of the last axis: [..., 2H] → [..., H] (Shazeer 2020, "GLU variants improve
 * transformer", equation 6; a is the gate, as in Llama's fused gate and up projection). f32. Throws
 * `gated.halves`.
 */
export function swiglu(x: Tensor): Tensor {
  return apply(gatedOp, [x], { activation: 'silu' });
}

/**
 * gelu(a) · b for the halves a, b of the last axis: [..., 2H] → [..., H] (Shazeer 2020, equation 6; a is the
 * gate). `approximate: 'tanh'` takes GPT-2's form of gelu. f32. Throws `gated.halves`.
 */
export function geglu(x: Tensor, options: { readonly approximate?: 'none' | 'tanh' } = {}): Tensor {
  return apply(gatedOp, [x], { activation: options.approximate === 'tanh' ? 'gelu-tanh' : 'gelu' });
}
