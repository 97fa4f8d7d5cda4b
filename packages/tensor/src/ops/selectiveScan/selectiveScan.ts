import { defineKernel } from '../../backend/kernel.ts';
import { CraftError } from '../../errors.ts';
import { formatShape } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { clone } from '../clone/clone.ts';
import { filled } from '../fill/fill.ts';
import { applyOp, defineOp, expectDType, input, launch, type TensorSpec } from '../op.ts';
import { transpose } from '../permute/transpose.ts';
import { silu } from '../silu/silu.ts';
import { softplus } from '../softplus/softplus.ts';
import { contiguousStrides, stridedCopy, stridedCopyKernel } from '../stridedCopy/stridedCopy.ts';
import { sumKernel } from '../sum/sum.ts';
import { scanParams, selectiveScanBackward, selectiveScanBackwardKernels } from './selectiveScanBackward.ts';
import wgsl from './selectiveScan.wgsl';

/** Steps between saved states: backward computes those in between again. */
const chunk = 32;
/** The most states per channel: what a CPU task holds of a chunk has to fit into a thread's scratch memory. */
const mostStates = 256;

const selectiveScanKernel = defineKernel({
  name: 'selectiveScan',
  reads: { u: 'f32', delta: 'f32', a: 'f32', b: 'f32', c: 'f32' },
  writes: { out: 'f32', states: 'f32', last: 'f32' },
  params: scanParams,
  wgsl,
  constants: ({ count }) => ({ STATES: count }),
  workgroups: ({ batch, width }) => Math.ceil((batch * width) / 64),
  tasks: ({ batch, width }) => batch * Math.ceil(width / 64),
});

function sizesOf(specs: readonly TensorSpec[]) {
  const [u, delta, a, b, c, state] = [0, 1, 2, 3, 4, 5].map((i) => input(specs, i)) as Six<TensorSpec>;
  for (const spec of specs) expectDType('selectiveScan', 'all inputs', spec, 'f32');
  const [batch = 0, steps = 0, width = 0] = u.shape;
  const count = a.shape[0] ?? 0;
  const expected = [
    [u, [batch, steps, width]],
    [delta, [batch, steps, width]],
    [a, [count, width]],
    [b, [batch, steps, count]],
    [c, [batch, steps, count]],
    [state, [batch, count, width]],
  ] as const;
  const fits = expected.every(
    ([{ shape }, wanted]) => shape.length === wanted.length && shape.every((n, axis) => n === wanted[axis]),
  );
  if (!fits) {
    throw new CraftError(
      'scan.shape',
      `selectiveScan: expected u and delta [B, T, D], a [D, N], b and c [B, T, N] and a state [B, N, D] but received ${[u.shape, delta.shape, [...a.shape].reverse(), b.shape, c.shape, state.shape].map(formatShape).join(', ')}`,
    );
  }
  if (count < 1 || count > mostStates) {
    throw new CraftError(
      'scan.states',
      `selectiveScan: expected from 1 to ${mostStates} states per channel but received ${count}`,
    );
  }
  return { batch, steps, width, count, chunk };
}

/** Inputs: u, delta [B, T, D], a [N, D] (transposed), b, c [B, T, N], the state before [B, N, D]. */
export const selectiveScanOp = defineOp<null>({
  name: 'selectiveScan',
  kernels: [selectiveScanKernel, ...selectiveScanBackwardKernels, stridedCopyKernel, sumKernel],
  results: 2,
  outputs: (specs) => {
    const { batch, steps, width, count } = sizesOf(specs);
    return [
      { shape: [batch, steps, width], dtype: 'f32' },
      { shape: [batch, count, width], dtype: 'f32' },
      { shape: [batch, Math.ceil(steps / chunk), count, width], dtype: 'f32' },
    ];
  },
  forward: ({ inputs, outputs }) => {
    const sizes = sizesOf(inputs);
    const [out, last, states] = [0, 1, 2].map((i) => input(outputs, i)) as [Tensor, Tensor, Tensor];
    const walk = { offset: 0, strides: contiguousStrides(last.shape) };
    stridedCopy(input(inputs, 5), walk, last, walk, last.shape);
    if (out.size > 0) launch(selectiveScanKernel, inputs.slice(0, 5), [out, states, last], sizes);
  },
  backward: ({ inputs, outputs, gradients }, gradient) => {
    const sizes = sizesOf(inputs);
    const [u, delta, a, b, c, state] = [0, 1, 2, 3, 4, 5].map((i) => input(inputs, i)) as Six<Tensor>;
    const carry = gradients[1] ? clone(gradients[1]) : filled(state.shape, 0, u.device);
    if (u.size === 0) {
      return [...[u, delta, a, b, c].map(({ shape }) => filled(shape, 0, u.device)), carry];
    }
    return [...selectiveScanBackward([u, delta, a, b, c], input(outputs, 2), gradient, carry, sizes), carry];
  },
  flops: (specs) => {
    const { batch, steps, width, count } = sizesOf(specs);
    return batch * steps * width * (7 * count + 1);
  },
});

type Six<T> = [T, T, T, T, T, T];

/** What a selective scan may have besides its five operands. */
export interface SelectiveScanOptions {
  /** Weight of u in the result, [D]. */
  readonly d?: Tensor | null;
  /** Gate [B, T, D]: the result is multiplied by silu(z). */
  readonly z?: Tensor | null;
  /** Added to delta, [D]. */
  readonly deltaBias?: Tensor | null;
  /** Whether delta goes through softplus, after the bias; default false. */
  readonly deltaSoftplus?: boolean;
  /** State before the first step, [B, N, D]; default zeros. */
  readonly state?: Tensor | null;
}

/**
 * The selective state space of Mamba (Gu and Dao 2023, algorithm 2; the semantics of mamba_ssm's
 * selective_scan_ref, with time before channels): per channel d and state n
 *
 *   h_t = exp(delta_t·a)·h_{t−1} + delta_t·b_t·u_t,   y_t = Σ_n c_t·h_t + d·u_t
 *
 * u and delta [B, T, D], a [D, N], b and c [B, T, N] → output [B, T, D] and the state after the last step
 * [B, N, D], which decoding passes on. Backward keeps one state of 32 and computes the others again. At most
 * 256 states. Throws `scan.shape` and `scan.states`.
 */
export function selectiveScan(
  u: Tensor,
  delta: Tensor,
  a: Tensor,
  b: Tensor,
  c: Tensor,
  options: SelectiveScanOptions = {},
): { readonly output: Tensor; readonly state: Tensor } {
  const { d, z, deltaBias, deltaSoftplus = false } = options;
  const moved = deltaBias ? delta.add(deltaBias) : delta;
  const step = deltaSoftplus ? softplus(moved) : moved;
  const [batch = 0, , width = 0] = u.shape;
  const before = options.state ?? filled([batch, a.shape[1] ?? 0, width], 0, u.device);
  if (a.rank !== 2) {
    throw new CraftError(
      'scan.shape',
      `selectiveScan: expected a [D, N] but received ${formatShape(a.shape)}`,
    );
  }
  const inputs = [u, step, transpose(a, 0, 1), b, c, before];
  const [y, state, states] = applyOp(selectiveScanOp, inputs, null) as [Tensor, Tensor, Tensor];
  if (!y.node) states.dispose();
  const skipped = d ? y.add(u.mul(d)) : y;
  return { output: z ? skipped.mul(silu(z)) : skipped, state };
}
