import { defineKernel } from '../../backend/kernel.ts';
import { noGrad } from '../../autograd/graph.ts';
import { CraftError } from '../../errors.ts';
import { currentRandomKey, type RandomKey } from '../../randomScope.ts';
import { axisLength, formatShape, sizeOf } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { cumsum, cumsumOp } from '../cumsum/cumsum.ts';
import { apply, defineOp, expectDType, input, launch } from '../op.ts';
import { drawParams, drawValues, drawWgsl } from '../random/drawKey.ts';
import logarithmWgsl from '../random/logarithm.wgsl';
import { rowsOf } from '../rows/rowKernel.ts';
import { topKOp } from '../topK/topK.ts';
import pickWgsl from './multinomialPick.wgsl';
import raceWgsl from './multinomialRace.wgsl';

/** Each weight over an exponential draw: the k highest are k draws without replacement. */
const raceKernel = defineKernel({
  name: 'multinomialRace',
  reads: { weights: 'vec4<f32>' },
  writes: { out: 'vec4<f32>' },
  params: { n: 'u32', ...drawParams },
  wgsl: `${drawWgsl}\n${logarithmWgsl}\n${raceWgsl}`,
  workgroups: ({ n }) => Math.ceil(n / 1024),
  tasks: ({ n }) => Math.ceil(n / 1024),
  grain: () => 4,
});

/** Draws with replacement: the first position whose running sum exceeds a random share of the total. */
const pickKernel = defineKernel({
  name: 'multinomialPick',
  reads: { weights: 'f32', sums: 'f32' },
  writes: { out: 'i32' },
  params: { n: 'u32', columns: 'u32', samples: 'u32', ...drawParams },
  wgsl: `${drawWgsl}\n${pickWgsl}`,
  workgroups: ({ n }) => Math.ceil(n / 256),
  tasks: ({ n }) => Math.ceil(n / 64),
});

interface MultinomialAttributes {
  readonly samples: number;
  readonly replacement: boolean;
  readonly key: RandomKey;
}

export const multinomialOp = defineOp<MultinomialAttributes>({
  name: 'multinomial',
  kernels: [raceKernel, pickKernel, ...topKOp.kernels, ...cumsumOp.kernels],
  outputs: (specs, { samples, replacement }) => {
    const weights = input(specs, 0);
    expectDType('multinomial', 'weights', weights, 'f32');
    const columns = axisLength(weights.shape, -1);
    const most = replacement ? (columns === 0 ? 0 : Infinity) : columns;
    if (!Number.isInteger(samples) || samples < 0 || samples > most) {
      throw new CraftError(
        'multinomial.samples',
        `multinomial: expected samples from 0 to ${most} for weights of shape ${formatShape(weights.shape)} but received ${samples}`,
      );
    }
    return [{ shape: [...weights.shape.slice(0, -1), samples], dtype: 'i32' }];
  },
  forward: ({ inputs, outputs, attributes: { samples, replacement, key } }) => {
    const [weights, out] = [input(inputs, 0), input(outputs, 0)];
    if (out.size === 0) return;
    if (replacement) pick(weights, out, samples, key);
    else race(weights, out, samples, key);
  },
  backward: { none: 'a draw does not change smoothly with its weight' },
  flops: ([weights]) => (weights ? 4 * sizeOf(weights.shape) : 0),
});

function race(weights: Tensor, out: Tensor, samples: number, key: RandomKey): void {
  const scores = emptyTensor(weights.shape, 'f32', weights.device);
  const values = emptyTensor(out.shape, 'f32', weights.device);
  launch(raceKernel, [weights], [scores], { n: weights.size, ...drawValues(key) });
  topKOp.forward({ inputs: [scores], outputs: [values, out], attributes: { k: samples, largest: true } });
  scores.dispose();
  values.dispose();
}

function pick(weights: Tensor, out: Tensor, samples: number, key: RandomKey): void {
  const sums = noGrad(() => cumsum(weights, -1));
  const { columns } = rowsOf(weights);
  launch(pickKernel, [weights, sums], [out], { n: out.size, columns, samples, ...drawValues(key) });
  sums.dispose();
}

/**
 * Positions along the last axis drawn with chances in proportion to the weights, which are not negative and
 * need not sum to 1, as torch.multinomial: weights f32 [..., N] → i32 [..., samples]. Without `replacement`
 * (the default) a row's draws differ, in the order in which they were drawn (an exponential race: Efraimidis
 * and Spirakis 2006); at least `samples` weights of a row must be above 0. Keyed by the enclosing randomScope;
 * devices agree but where rounding decides. No gradient. Throws `random.noScope` outside a randomScope and
 * `multinomial.samples`.
 */
export function multinomial(
  weights: Tensor,
  samples: number,
  options: { readonly replacement?: boolean } = {},
): Tensor {
  const key = currentRandomKey('multinomial');
  return apply(multinomialOp, [weights], { samples, replacement: options.replacement ?? false, key });
}
