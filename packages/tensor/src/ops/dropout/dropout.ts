import { defineKernel } from '../../backend/kernel.ts';
import { CraftError } from '../../errors.ts';
import { currentRandomKey, type RandomKey } from '../../randomScope.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { unaryFlops, unaryOutputs } from '../elementwise/unary.ts';
import { apply, defineOp, input, launch } from '../op.ts';
import { drawParams, drawValues, drawWgsl } from '../random/drawKey.ts';
import wgsl from './dropout.wgsl';
import template from './dropoutMain.wgsl';

const dropoutKernel = defineKernel({
  name: 'dropout',
  reads: { x: 'vec4<f32>' },
  writes: { out: 'vec4<f32>' },
  params: {
    n: 'u32',
    ...drawParams,
    threshold: 'u32',
    scale: 'f32',
  },
  wgsl: `${drawWgsl}\n${wgsl}\n${template}`,
  workgroups: ({ n }) => Math.ceil(n / 1024),
  tasks: ({ n }) => Math.ceil(n / 1024),
  grain: () => 4,
  elementwise: { layout: 'flat', wgsl: `${drawWgsl}\n${wgsl}`, indexed: true },
});

interface DropoutAttributes {
  readonly p: number;
  readonly key: RandomKey;
}

export const dropoutOp = defineOp<DropoutAttributes>({
  name: 'dropout',
  kernels: [dropoutKernel],
  outputs: (specs) => unaryOutputs('dropout', specs),
  forward: ({ inputs, outputs, attributes }) => run(input(inputs, 0), input(outputs, 0), attributes),
  // The mask is drawn again instead of stored.
  backward: ({ attributes }, gradient) => {
    const result = emptyTensor(gradient.shape, 'f32', gradient.device);
    run(gradient, result, attributes);
    return [result];
  },
  flops: unaryFlops,
});

function run(x: Tensor, out: Tensor, { p, key }: DropoutAttributes): void {
  launch(dropoutKernel, [x], [out], { n: x.size, ...drawValues(key), ...dropoutThreshold(p) });
}

/**
 * How a probability looks to a kernel: an element is kept where its random word reaches `threshold`, and
 * is then multiplied by `scale`. Throws `dropout.probability`.
 */
export function dropoutThreshold(
  p: number,
  op = 'dropout',
): { readonly threshold: number; readonly scale: number } {
  if (!(p >= 0 && p <= 1)) {
    throw new CraftError(
      'dropout.probability',
      `${op}: expected a probability from 0 to 1 but received ${p}`,
    );
  }
  const threshold = Math.min(Math.ceil(p * 2 ** 32), 2 ** 32 - 1);
  return { threshold, scale: p === 1 ? 0 : 1 / (1 - p) };
}

/**
 * Sets each element to 0 with probability p and multiplies the others by 1/(1 − p). f32. The mask comes
 * from Philox, keyed by the enclosing randomScope: element i takes word i % 4 of the block with the counter
 * (⌊i/4⌋, opIndex, step, 0), the same on every device. Throws `random.noScope` outside a randomScope and
 * `dropout.probability`. With p = 0 the tensor itself comes back, and no random numbers are used up.
 * Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", 2014.
 */
export function dropout(x: Tensor, p: number): Tensor {
  dropoutThreshold(p);
  if (p === 0) return x;
  return apply(dropoutOp, [x], { p, key: currentRandomKey('dropout', 'use p = 0') });
}
