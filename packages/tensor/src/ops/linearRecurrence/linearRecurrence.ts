import { defineKernel } from '../../backend/kernel.ts';
import { CraftError } from '../../errors.ts';
import { formatShape, sameShape, sizeOf, type Shape } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { binaryRaw, sumTo } from '../elementwise/binary.ts';
import { filled } from '../fill/fill.ts';
import { mulKernel } from '../mul/mul.ts';
import { apply, defineOp, expectDType, input, launch, type TensorSpec } from '../op.ts';
import { statesBefore } from '../recurrent/statesBefore.ts';
import { stridedCopyKernel } from '../stridedCopy/stridedCopy.ts';
import { sumKernel } from '../sum/sum.ts';
import wgsl from './linearRecurrence.wgsl';
import backwardWgsl from './linearRecurrenceBackward.wgsl';

/** Elements of a step are [outer, middle, heads, inner], gates [outer, 1, heads, 1]. */
const params = {
  batch: 'u32',
  steps: 'u32',
  outer: 'u32',
  middle: 'u32',
  heads: 'u32',
  inner: 'u32',
} as const;
type Sizes = Readonly<Record<keyof typeof params, number>>;
const cut = {
  params,
  workgroups: ({ batch, outer, middle, heads, inner }: Sizes) =>
    Math.ceil((batch * outer * middle * heads * inner) / 64),
  tasks: ({ batch, outer, middle, heads, inner }: Sizes) => batch * outer * middle * (inner > 1 ? heads : 1),
  grain: ({ steps, heads, inner }: Sizes) => Math.ceil(16384 / (steps * (inner > 1 ? inner : heads))),
};

const forwardKernel = defineKernel({
  ...cut,
  name: 'linearRecurrence',
  reads: { gate: 'f32', x: 'f32', initial: 'f32' },
  writes: { out: 'f32' },
  wgsl,
});

const backwardKernel = defineKernel({
  ...cut,
  name: 'linearRecurrenceBackward',
  reads: { gate: 'f32', gradient: 'f32' },
  writes: { dx: 'f32', dinitial: 'f32' },
  wgsl: backwardWgsl,
});

function sizesOf(specs: readonly TensorSpec[]): Sizes {
  const [gate, x, initial] = [input(specs, 0), input(specs, 1), input(specs, 2)];
  for (const spec of specs) expectDType('linearRecurrence', 'gates, x and the initial state', spec, 'f32');
  const [batch = 0, steps = 0, ...step] = x.shape;
  const own = gate.shape.slice(2);
  const fits =
    x.shape.length >= 2 &&
    own.length === step.length &&
    gate.shape[0] === batch &&
    gate.shape[1] === steps &&
    own.every((length, axis) => length === step[axis] || length === 1) &&
    sameShape(initial.shape, [batch, ...step]);
  const groups = fits ? gateGroups(own, step) : null;
  if (!groups) {
    throw new CraftError(
      'recurrent.shape',
      `linearRecurrence: expected x [B, T, …S], an initial state [B, …S] and gates [B, T, …] that repeat along at most two groups of S's axes but received ${[x, initial, gate].map(({ shape }) => formatShape(shape)).join(', ')}`,
    );
  }
  return { batch, steps, ...groups };
}

/** Merges a step's axes into [own, repeated, own, repeated]; null where there are more groups. */
function gateGroups(gate: Shape, step: Shape) {
  const lengths: number[] = [];
  let repeated = false;
  step.forEach((length, axis) => {
    if (length === 1) return;
    const repeats = gate[axis] === 1;
    if (lengths.length === 0 || repeats !== repeated) {
      if (lengths.length === 0 && repeats) lengths.push(1);
      lengths.push(1);
    }
    repeated = repeats;
    lengths[lengths.length - 1] = (lengths.at(-1) ?? 1) * length;
  });
  if (lengths.length > 4) return null;
  // One or two groups are the inner ones: gates of their own, and what they repeat along.
  const [outer, middle, heads, inner] = lengths.length > 2 ? lengths : [1, 1, ...lengths];
  return { outer: outer ?? 1, middle: middle ?? 1, heads: heads ?? 1, inner: inner ?? 1 };
}

export const linearRecurrenceOp = defineOp<null>({
  name: 'linearRecurrence',
  kernels: [forwardKernel, backwardKernel, stridedCopyKernel, mulKernel, sumKernel],
  outputs: (specs) => {
    sizesOf(specs);
    return [{ shape: input(specs, 1).shape, dtype: 'f32' }];
  },
  forward: ({ inputs, outputs }) => {
    if (input(outputs, 0).size > 0) launch(forwardKernel, inputs, outputs, sizesOf(inputs));
  },
  backward: ({ inputs, outputs, needs }, gradient) => {
    const [gate, x, initial] = [input(inputs, 0), input(inputs, 1), input(inputs, 2)];
    const { device } = x;
    if (x.size === 0) return [gate, x, initial].map(({ shape }) => filled(shape, 0, device));
    const dx = emptyTensor(x.shape, 'f32', device);
    const dinitial = emptyTensor(initial.shape, 'f32', device);
    launch(backwardKernel, [gate, gradient], [dx, dinitial], sizesOf(inputs));
    if (!needs[0]) return [null, dx, dinitial];
    const before = statesBefore(input(outputs, 0), initial);
    const products = binaryRaw(mulKernel, dx, before);
    before.dispose();
    const dgate = sumTo(products, gate.shape);
    if (dgate !== products) products.dispose();
    return [dgate, dx, dinitial];
  },
  flops: (specs) => 2 * sizeOf(input(specs, 1).shape),
});

/**
 * h_t = gate_t · h_{t−1} + x_t along the second axis: x [B, T, …S] → all states [B, T, …S]. Gates
 * [B, T, …] broadcast over a step's axes; `initial` is [B, …S], by default zeros. f32. Throws
 * `recurrent.shape`.
 */
export function linearRecurrence(gate: Tensor, x: Tensor, initial?: Tensor | null): Tensor {
  const [batch = 0, , ...step] = x.shape;
  return apply(linearRecurrenceOp, [gate, x, initial ?? filled([batch, ...step], 0, x.device)], null);
}
