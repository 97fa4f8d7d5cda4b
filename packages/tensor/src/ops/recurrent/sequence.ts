import { noGrad } from '../../autograd/graph.ts';
import { CraftError } from '../../errors.ts';
import { formatShape } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { gemm } from '../matmul/gemm.ts';
import { expectDType, input, type TensorSpec } from '../op.ts';
import { transpose } from '../permute/transpose.ts';
import { statesBefore } from './statesBefore.ts';

/** Sizes of a recurrence: B sequences of T steps of a layer with H units. */
export interface SequenceSizes {
  readonly batch: number;
  readonly steps: number;
  readonly hidden: number;
}

/**
 * Sizes from gates [B, T, G·H], the hidden weight [G·H, H] and states [B, H]. Throws `recurrent.shape` and
 * `dtype.mismatch`.
 */
export function sequenceSizes(
  op: string,
  specs: readonly TensorSpec[],
  gateCount: number,
  states: readonly TensorSpec[],
): SequenceSizes {
  const gates = input(specs, 0);
  const weight = input(specs, 1);
  for (const spec of specs) expectDType(op, 'gates, weight, bias and states', spec, 'f32');
  const [batch = 0, steps = 0] = gates.shape;
  const hidden = weight.shape[1] ?? 0;
  const isShape = ({ shape }: TensorSpec, expected: readonly number[]) =>
    shape.length === expected.length && shape.every((length, axis) => length === expected[axis]);
  const fits =
    steps > 0 &&
    isShape(gates, [batch, steps, gateCount * hidden]) &&
    isShape(weight, [gateCount * hidden, hidden]) &&
    states.every((state) => isShape(state, [batch, hidden]));
  if (!fits) {
    throw new CraftError(
      'recurrent.shape',
      `${op}: expected gates [B, T, ${gateCount}·H] with T ≥ 1, a hidden weight [${gateCount}·H, H] and states [B, H] but received ${[gates, weight, ...states].map(({ shape }) => formatShape(shape)).join(', ')}`,
    );
  }
  return { batch, steps, hidden };
}

/**
 * Sequences that a CPU task takes through all steps: more share one reading of the weight, fewer leave work
 * for other threads. It depends on sizes only.
 */
export function sequencesPerTask({ batch, hidden }: SequenceSizes): number {
  // What a task holds of a step has to fit into a thread's scratch memory.
  if (hidden > 8192) return 4;
  return batch >= 64 ? 16 : batch >= 32 ? 8 : 4;
}

/** Workgroups of a step: 64 invocations, each one unit of four sequences. */
export function stepWorkgroups({ batch, hidden }: SequenceSizes): number {
  return Math.ceil((Math.ceil(batch / 4) * hidden) / 64);
}

/** [N, K] → [K, N], outside autograd. */
export function transposed(weight: Tensor): Tensor {
  return noGrad(() => transpose(weight, 0, 1));
}

/**
 * Gradient of the hidden weight [G·H, H]: Σ over sequences and steps of dgates [B, T, G·H] times the state
 * before the step, which is h0 [B, H] first and out [B, T, H] one step earlier afterwards. One product.
 */
export function hiddenWeightGradient(dgates: Tensor, out: Tensor, h0: Tensor): Tensor {
  const [batch = 0, steps = 0, hidden = 0] = out.shape;
  const before = statesBefore(out, h0);
  const width = dgates.shape[2] ?? 0;
  const result = emptyTensor([width, hidden], 'f32', out.device);
  gemm(dgates, before, result, [width, hidden, batch * steps], { transposeA: true });
  before.dispose();
  return result;
}
