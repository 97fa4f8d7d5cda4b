import { axisLength } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { filled } from '../fill/fill.ts';
import { linear } from '../linear/linear.ts';
import { gemmKernels } from '../matmul/gemm.ts';
import { applyOp, defineOp, input, launch } from '../op.ts';
import { lastStep } from '../recurrent/lastStep.ts';
import { hiddenWeightGradient, sequenceSizes, sequencesPerTask, transposed } from '../recurrent/sequence.ts';
import { contiguousStrides, stridedCopy, stridedCopyKernel } from '../stridedCopy/stridedCopy.ts';
import { lstmBackwardKernel, lstmKernel, lstmStepBackwardKernel, lstmStepKernel } from './lstmKernels.ts';

/** Inputs: gates [B, T, 4H] (the input's part, biases included), weight [4H, H], h0 and c0 [B, H]. */
export const lstmOp = defineOp<null>({
  name: 'lstm',
  kernels: [
    lstmKernel,
    lstmStepKernel,
    lstmBackwardKernel,
    lstmStepBackwardKernel,
    gemmKernels.f32,
    stridedCopyKernel,
  ],
  results: 2,
  outputs: (specs) => {
    const { batch, steps, hidden } = sequenceSizes('lstm', specs, 4, [input(specs, 2), input(specs, 3)]);
    const sequence = { shape: [batch, steps, hidden], dtype: 'f32' } as const;
    const activated = { shape: [batch, steps, 4 * hidden], dtype: 'f32' } as const;
    return [sequence, { shape: [batch, hidden], dtype: 'f32' }, activated, sequence];
  },
  forward: ({ inputs, outputs }) => {
    const [gates, weight, h0, c0] = [0, 1, 2, 3].map((i) => input(inputs, i)) as Four;
    const [out, lastCells, activated, cells] = [0, 1, 2, 3].map((i) => input(outputs, i)) as Four;
    const sizes = sequenceSizes('lstm', inputs, 4, [h0, c0]);
    const { batch, steps, hidden } = sizes;
    if (out.size === 0) return;
    if (out.device.kind === 'cpu') {
      const params = { ...sizes, perTask: sequencesPerTask(sizes) };
      launch(lstmKernel, [gates, weight, h0, c0], [out, activated, cells], params);
    } else {
      const columns = transposed(weight);
      for (let step = 0; step < steps; step++) {
        launch(lstmStepKernel, [gates, columns, h0, c0], [out, activated, cells], { ...sizes, step });
      }
      columns.dispose();
    }
    const rows = { offset: 0, strides: [hidden, 1] };
    const last = { offset: (steps - 1) * hidden, strides: [steps * hidden, 1] };
    stridedCopy(cells, last, lastCells, rows, [batch, hidden]);
  },
  backward: ({ inputs, outputs, needs, gradients }, gradient) => {
    const [gates, weight, h0, c0] = [0, 1, 2, 3].map((i) => input(inputs, i)) as Four;
    const [out, , activated, cells] = [0, 1, 2, 3].map((i) => input(outputs, i)) as Four;
    const sizes = sequenceSizes('lstm', inputs, 4, [h0, c0]);
    const { device } = out;
    const dgates = emptyTensor(gates.shape, 'f32', device);
    const dh0 = emptyTensor(h0.shape, 'f32', device);
    const dc0 = filled(c0.shape, 0, device);
    const writes = [dgates, dh0, dc0];
    if (out.size > 0) {
      const rows = { offset: 0, strides: contiguousStrides(c0.shape) };
      if (gradients[1]) stridedCopy(gradients[1], rows, dc0, rows, c0.shape);
      const saved = [gradient, activated, cells, c0];
      if (device.kind === 'cpu') {
        const columns = transposed(weight);
        const params = { ...sizes, perTask: sequencesPerTask(sizes) };
        launch(lstmBackwardKernel, [...saved, columns], writes, params);
        columns.dispose();
      } else {
        for (let step = sizes.steps; step >= 0; step--) {
          launch(lstmStepBackwardKernel, [...saved, weight], writes, { ...sizes, step });
        }
      }
    }
    return [dgates, needs[1] ? hiddenWeightGradient(dgates, out, h0) : null, dh0, dc0];
  },
  flops: (specs) => {
    const { batch, steps, hidden } = sequenceSizes('lstm', specs, 4, []);
    return batch * steps * hidden * (8 * hidden + 12);
  },
});

type Four = [Tensor, Tensor, Tensor, Tensor];

/** PyTorch's parameters of one layer and direction of an LSTM, gates in the order i, f, g, o. */
export interface LstmWeights {
  /** [4H, I] */
  readonly weightIh: Tensor;
  /** [4H, H] */
  readonly weightHh: Tensor;
  /** [4H] */
  readonly biasIh?: Tensor | null;
  /** [4H] */
  readonly biasHh?: Tensor | null;
}

/** State of an LSTM between steps, [B, H] each. */
export interface LstmState {
  readonly h: Tensor;
  readonly c: Tensor;
}

/**
 * One layer and direction of an LSTM (Hochreiter and Schmidhuber 1997, with forget gates; the equations of
 * torch.nn.LSTM): x [B, T, I] → output [B, T, H] and the state after the last step. Without `state` it
 * starts from zeros. The input's part of the gates is one product over the whole sequence. Throws
 * `recurrent.shape` and what `linear` throws.
 */
export function lstm(
  x: Tensor,
  weights: LstmWeights,
  state?: LstmState,
): LstmState & { readonly output: Tensor } {
  const { weightIh, weightHh, biasIh, biasHh } = weights;
  const bias = biasIh && biasHh ? biasIh.add(biasHh) : (biasIh ?? biasHh);
  const gates = linear(x, weightIh, bias);
  const shape = [axisLength(x.shape, 0), axisLength(weightHh.shape, -1)];
  const h0 = state?.h ?? filled(shape, 0, x.device);
  const c0 = state?.c ?? filled(shape, 0, x.device);
  const [output, c, ...saved] = applyOp(lstmOp, [gates, weightHh, h0, c0], null) as Four;
  if (!output.node) for (const tensor of saved) tensor.dispose();
  return { output, h: lastStep(output), c };
}
