import { CraftError } from '../../errors.ts';
import { axisLength, formatShape } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { filled } from '../fill/fill.ts';
import { linear } from '../linear/linear.ts';
import { gemmKernels } from '../matmul/gemm.ts';
import { applyOp, defineOp, input, launch, type TensorSpec } from '../op.ts';
import { lastStep } from '../recurrent/lastStep.ts';
import { hiddenWeightGradient, sequenceSizes, sequencesPerTask, transposed } from '../recurrent/sequence.ts';
import { stridedCopyKernel } from '../stridedCopy/stridedCopy.ts';
import { sum, sumKernel } from '../sum/sum.ts';
import { gruBackwardKernel, gruKernel, gruStepBackwardKernel, gruStepKernel } from './gruKernels.ts';

function sizesOf(specs: readonly TensorSpec[]) {
  const sizes = sequenceSizes('gru', specs, 3, [input(specs, 2)]);
  const bias = specs[3];
  if (bias && (bias.shape.length !== 1 || bias.shape[0] !== 3 * sizes.hidden)) {
    throw new CraftError(
      'recurrent.shape',
      `gru: expected a hidden bias [${3 * sizes.hidden}] but received ${formatShape(bias.shape)}`,
    );
  }
  return sizes;
}

/** Inputs: gates [B, T, 3H] (the input's part and bias), weight [3H, H], h0 [B, H], perhaps the hidden bias [3H]. */
export const gruOp = defineOp<null>({
  name: 'gru',
  kernels: [
    gruKernel,
    gruStepKernel,
    gruBackwardKernel,
    gruStepBackwardKernel,
    gemmKernels.f32,
    stridedCopyKernel,
    sumKernel,
  ],
  outputs: (specs) => {
    const { batch, steps, hidden } = sizesOf(specs);
    return [
      { shape: [batch, steps, hidden], dtype: 'f32' },
      { shape: [batch, steps, 4 * hidden], dtype: 'f32' },
    ];
  },
  forward: ({ inputs, outputs }) => {
    const [gates, weight, h0] = [0, 1, 2].map((i) => input(inputs, i)) as Three;
    const sizes = sizesOf(inputs);
    if (gates.size === 0) return;
    const params = { ...sizes, hasBias: inputs[3] ? 1 : 0 };
    const bias = inputs[3] ?? gates;
    if (gates.device.kind === 'cpu') {
      const perTask = sequencesPerTask(sizes);
      launch(gruKernel, [gates, weight, bias, h0], outputs, { ...params, perTask });
      return;
    }
    const columns = transposed(weight);
    for (let step = 0; step < sizes.steps; step++) {
      launch(gruStepKernel, [gates, columns, bias, h0], outputs, { ...params, step });
    }
    columns.dispose();
  },
  backward: ({ inputs, outputs, needs }, gradient) => {
    const [gates, weight, h0] = [0, 1, 2].map((i) => input(inputs, i)) as Three;
    const [out, activated] = [input(outputs, 0), input(outputs, 1)];
    const sizes = sizesOf(inputs);
    const { device } = out;
    const dgates = emptyTensor(gates.shape, 'f32', device);
    const dhidden = emptyTensor(gates.shape, 'f32', device);
    const dh0 = emptyTensor(h0.shape, 'f32', device);
    const saved = [gradient, activated, out, h0];
    const writes = [dgates, dhidden, dh0];
    if (out.size > 0 && device.kind === 'cpu') {
      const columns = transposed(weight);
      launch(gruBackwardKernel, [...saved, columns], writes, {
        ...sizes,
        perTask: sequencesPerTask(sizes),
      });
      columns.dispose();
    } else if (out.size > 0) {
      for (let step = sizes.steps; step >= 0; step--) {
        launch(gruStepBackwardKernel, [...saved, weight], writes, { ...sizes, step });
      }
    }
    const dweight = needs[1] ? hiddenWeightGradient(dhidden, out, h0) : null;
    const dbias = needs[3] ? sum(dhidden, [0, 1]) : null;
    dhidden.dispose();
    return [dgates, dweight, dh0, dbias];
  },
  flops: (specs) => {
    const { batch, steps, hidden } = sizesOf(specs);
    return batch * steps * hidden * (6 * hidden + 12);
  },
});

type Three = [Tensor, Tensor, Tensor];

/** PyTorch's parameters of one layer and direction of a GRU, gates in the order r, z, n. */
export interface GruWeights {
  /** [3H, I] */
  readonly weightIh: Tensor;
  /** [3H, H] */
  readonly weightHh: Tensor;
  /** [3H] */
  readonly biasIh?: Tensor | null;
  /** [3H]; its part for n lies inside the reset gate. */
  readonly biasHh?: Tensor | null;
}

/**
 * One layer and direction of a GRU (Cho et al. 2014, with the reset gate after the product as in
 * torch.nn.GRU): x [B, T, I] and a state [B, H] → output [B, T, H] and the state after the last step.
 * Without `h` it starts from zeros. The input's part of the gates is one product over the whole sequence.
 * Throws `recurrent.shape` and what `linear` throws.
 */
export function gru(
  x: Tensor,
  weights: GruWeights,
  h?: Tensor,
): { readonly output: Tensor; readonly h: Tensor } {
  const { weightIh, weightHh, biasIh, biasHh } = weights;
  const gates = linear(x, weightIh, biasIh);
  const h0 = h ?? filled([axisLength(x.shape, 0), axisLength(weightHh.shape, -1)], 0, x.device);
  const inputs = [gates, weightHh, h0, ...(biasHh ? [biasHh] : [])];
  const [output, activated] = applyOp(gruOp, inputs, null) as [Tensor, Tensor];
  if (!output.node) activated.dispose();
  return { output, h: lastStep(output) };
}
