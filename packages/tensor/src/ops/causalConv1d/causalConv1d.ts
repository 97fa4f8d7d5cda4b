import { CraftError } from '../../errors.ts';
import { formatShape, sameShape } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { apply, defineOp, expectDType, input, launch, type TensorSpec } from '../op.ts';
import { chunkRows } from '../rows/rowChunks.ts';
import { sumRows } from '../rows/sumRows.ts';
import { sumKernel } from '../sum/sum.ts';
import {
  causalConv1dKernel,
  causalConv1dSlopeKernel,
  causalConv1dWeightKernel,
} from './causalConv1dKernels.ts';

interface CausalConv1dAttributes {
  readonly activation: 'silu' | null;
  /** Which of the inputs after x and weight there are. */
  readonly hasBias: boolean;
  readonly hasState: boolean;
}

const widest = 8;

function fail(message: string): CraftError {
  return new CraftError('causalConv1d.shape', `causalConv1d: ${message}`);
}

/** The operands by name; a missing one stands in as x, which its flag keeps from being read. */
function operands<T extends TensorSpec>(inputs: readonly T[], { hasBias, hasState }: CausalConv1dAttributes) {
  const x = input(inputs, 0);
  const weight = input(inputs, 1);
  const bias = hasBias ? input(inputs, 2) : x;
  const state = hasState ? input(inputs, hasBias ? 3 : 2) : x;
  const [batch = 0, length = 0, columns = 0] = x.shape;
  const [channels = 0, width = 0] = weight.shape;
  for (const one of [x, weight, bias, state]) expectDType('causalConv1d', 'operands', one, 'f32');
  if (x.shape.length !== 3 || weight.shape.length !== 2 || channels !== columns) {
    throw fail(
      `expected x [B, T, C] and weight [C, K] but received ${formatShape(x.shape)} and ${formatShape(weight.shape)}`,
    );
  }
  if (width < 1 || width > widest) {
    throw fail(`expected a weight of 1 to ${widest} taps but received ${formatShape(weight.shape)}`);
  }
  if (hasBias && !sameShape(bias.shape, [columns])) {
    throw fail(`expected a bias of shape [${columns}] but received ${formatShape(bias.shape)}`);
  }
  if (hasState && !sameShape(state.shape, [batch, width - 1, columns])) {
    throw fail(
      `expected an initialState of shape ${formatShape([batch, width - 1, columns])} but received ${formatShape(state.shape)}`,
    );
  }
  return { x, weight, bias, state, sizes: { batch, length, columns, width } };
}

export const causalConv1dOp = defineOp<CausalConv1dAttributes>({
  name: 'causalConv1d',
  kernels: [causalConv1dKernel, causalConv1dSlopeKernel, causalConv1dWeightKernel, sumKernel],
  outputs: (specs, attributes) => [{ shape: operands(specs, attributes).x.shape, dtype: 'f32' }],
  forward: ({ inputs, outputs, attributes }) => {
    const { x, weight, bias, state, sizes } = operands(inputs, attributes);
    launch(causalConv1dKernel, [x, weight, bias, state], outputs, {
      ...sizes,
      rows: sizes.length,
      shift: 1 - sizes.width,
      flipped: 0,
      hasBias: attributes.hasBias ? 1 : 0,
      hasState: attributes.hasState ? 1 : 0,
      activation: attributes.activation ? 1 : 0,
    });
  },
  backward: ({ inputs, needs, attributes }, gradient) => {
    const { x, weight, bias, state, sizes } = operands(inputs, attributes);
    const hasBias = attributes.hasBias ? 1 : 0;
    const hasState = attributes.hasState ? 1 : 0;
    const { batch, length, columns, width } = sizes;
    const dz = attributes.activation ? emptyTensor(x.shape, 'f32', x.device) : gradient;
    if (dz !== gradient) {
      const flags = { hasBias, hasState };
      launch(causalConv1dSlopeKernel, [x, weight, bias, state, gradient], [dz], { ...sizes, ...flags });
    }
    // Row p was read by the results p … p + width − 1, the last of its taps first.
    const rowGradient = (rows: number, shift: number) => {
      const out = emptyTensor([batch, rows, columns], 'f32', x.device);
      const none = { hasBias: 0, hasState: 0, activation: 0 };
      launch(causalConv1dKernel, [dz, weight, dz, dz], [out], { ...sizes, rows, shift, flipped: 1, ...none });
      return out;
    };
    const chunk = chunkRows(batch * length);
    const chunks = Math.ceil((batch * length) / chunk);
    const dweights = emptyTensor([chunks, columns * width], 'f32', x.device);
    const dbiases = emptyTensor([chunks, columns], 'f32', x.device);
    launch(causalConv1dWeightKernel, [x, state, dz], [dweights, dbiases], { ...sizes, hasState, chunk });
    const flat = sumRows(dweights);
    const gradients = [
      needs[0] ? rowGradient(length, 0) : null,
      flat.alias(weight.shape),
      ...(hasBias ? [sumRows(dbiases)] : []),
      ...(hasState ? [needs.at(-1) ? rowGradient(width - 1, 1 - width) : null] : []),
    ];
    for (const one of [dweights, dbiases, flat]) one.dispose();
    if (dz !== gradient) dz.dispose();
    return gradients;
  },
  flops: (specs, attributes) => {
    const { batch, length, columns, width } = operands(specs, attributes).sizes;
    return 2 * batch * length * columns * width;
  },
});

export interface CausalConv1dOptions {
  /** Applied to the result in the same kernel. */
  readonly activation?: 'silu' | null;
  /** The K − 1 rows before x, [B, K − 1, C]; default zeros. */
  readonly initialState?: Tensor | null;
}

/**
 * Depthwise causal convolution over time, as Mamba uses it: x [B, T, C], weight [C, K] with K ≤ 8, bias [C]
 * → [B, T, C] with out[t] = act(bias + Σₖ weight[k]·x[t − K + 1 + k]). f32. What comes before x is 0 or
 * `initialState`; `causalConv1dState` makes the state that follows. Throws `causalConv1d.shape`.
 */
export function causalConv1d(
  x: Tensor,
  weight: Tensor,
  bias?: Tensor | null,
  options: CausalConv1dOptions = {},
): Tensor {
  const { activation = null, initialState } = options;
  const inputs = [x, weight, ...(bias ? [bias] : []), ...(initialState ? [initialState] : [])];
  return apply(causalConv1dOp, inputs, { activation, hasBias: !!bias, hasState: !!initialState });
}
