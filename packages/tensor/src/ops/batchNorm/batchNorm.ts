import { noGrad } from '../../autograd/graph.ts';
import { CraftError } from '../../errors.ts';
import { formatShape, sizeOf } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { scaled } from '../affine/affine.ts';
import {
  channelLayout,
  channelNormGradient,
  channelNormKernels,
  expectChannels,
  normalizeChannels,
  segmentSquares,
  segmentSums,
} from '../channelNorm/channelNorm.ts';
import { apply, applyOp, defineOp, input } from '../op.ts';
import { reduceAxes, reduceTo } from '../reduction/reduction.ts';
import { sumRows } from '../rows/sumRows.ts';
import { sumKernel } from '../sum/sum.ts';
import { moveAverage, runningAverageKernel } from './runningAverage.ts';
import { reciprocalDeviation, reciprocalDeviationKernel } from './reciprocalDeviation.ts';

interface BatchNormAttributes {
  readonly training: boolean;
  readonly eps: number;
  readonly hasWeight: boolean;
  readonly hasBias: boolean;
}

/**
 * Inputs: x; outside training the running mean and variance; then weight and bias where there are any.
 * Saved: 1 / deviation; in training the batch's mean and (biased) variance.
 */
export const batchNormOp = defineOp<BatchNormAttributes>({
  name: 'batchNorm',
  kernels: [...channelNormKernels, sumKernel, reciprocalDeviationKernel, runningAverageKernel],
  outputs: (specs, attributes) => {
    const x = input(specs, 0);
    const { mean, variance, weight, bias } = vectorsOf(specs, attributes);
    expectChannels('batchNorm', x, { runningMean: mean, runningVariance: variance, weight, bias });
    const statistic = { shape: [x.shape[1] ?? 0], dtype: 'f32' } as const;
    const own = attributes.training ? [statistic, statistic] : [];
    return [{ shape: x.shape, dtype: 'f32' }, statistic, ...own];
  },
  forward: ({ inputs, outputs, attributes }) => {
    const x = input(inputs, 0);
    const vectors = vectorsOf(inputs, attributes);
    const sizes = channelLayout(x, 'channel');
    const mean = vectors.mean ?? input(outputs, 2);
    const variance = vectors.variance ?? input(outputs, 3);
    const rstd = input(outputs, 1);
    if (attributes.training) measure(x, mean, variance);
    reciprocalDeviation(variance, rstd, attributes.eps);
    normalizeChannels(x, { mean, rstd }, vectors.weight, vectors.bias, input(outputs, 0), sizes);
  },
  backward: ({ inputs, outputs, attributes }, gradient) => {
    const x = input(inputs, 0);
    const { mean = input(outputs, 2), weight, bias } = vectorsOf(inputs, attributes);
    const statistics = { mean, rstd: input(outputs, 1) };
    const sizes = channelLayout(x, 'channel');
    const sums = segmentSums(x, gradient, statistics, sizes);
    const [plain, weighted] = [sumRows(sums[0]), sumRows(sums[1])];
    for (const one of sums) one.dispose();
    const share = sizes.channels / Math.max(1, x.size);
    const own = attributes.training ? ([plain, weighted, share] as const) : null;
    const dx = channelNormGradient(x, gradient, statistics, weight, own, sizes);
    if (!weight) weighted.dispose();
    if (!bias) plain.dispose();
    const running = attributes.training ? [] : [null, null];
    return [dx, ...running, ...(weight ? [weighted] : []), ...(bias ? [plain] : [])];
  },
  flops: ([x]) => (x ? 8 * sizeOf(x.shape) : 0),
});

/** The mean and biased variance of every channel of x. */
function measure(x: Tensor, mean: Tensor, variance: Tensor): void {
  const { columns, channels } = channelLayout(x, 'channel');
  const samples = x.shape[0] ?? 0;
  const scale = channels / x.size;
  const view = x.alias([samples, channels, columns]);
  reduceAxes(sumKernel, view, mean, columns === 1 ? [0] : [0, 2], scale);
  view.dispose();
  const squares = segmentSquares(x, mean, channelLayout(x, 'channel'));
  reduceTo(sumKernel, squares, variance, { outer: 1, reduce: samples, inner: channels }, scale);
  squares.dispose();
}

function vectorsOf<T>(inputs: readonly T[], { training, hasWeight, hasBias }: BatchNormAttributes) {
  const first = training ? 1 : 3;
  return {
    mean: training ? undefined : inputs[1],
    variance: training ? undefined : inputs[2],
    weight: hasWeight ? inputs[first] : undefined,
    bias: hasBias ? inputs[hasWeight ? first + 1 : first] : undefined,
  };
}

/** Which statistics batchNorm takes. */
export interface BatchNormOptions {
  /** Take the batch's own, and move the running ones towards them. Default false: take the running ones. */
  readonly training?: boolean;
  /** Share of the batch in the running statistics; default 0.1. */
  readonly momentum?: number;
  /** Added to the variance; default 1e-5. */
  readonly eps?: number;
}

/**
 * Batch normalisation (Ioffe and Szegedy 2015, algorithm 1): every channel is brought to mean 0 and variance
 * 1 over the batch and all positions, then come weight and bias. As torch.nn.functional.batch_norm: in
 * training with the batch's biased variance, while the running mean and the running (unbiased) variance are
 * updated in place, running ← (1 − momentum)·running + momentum·batch; otherwise with the running ones, which
 * get no gradient. x [N, C, ...], all others [C] or null → [N, C, ...]. f32. Throws `shape.mismatch`,
 * `batchNorm.running` where evaluation lacks running statistics, and `batchNorm.size` where training sees a
 * single value per channel.
 */
export function batchNorm(
  x: Tensor,
  runningMean: Tensor | null,
  runningVariance: Tensor | null,
  weight: Tensor | null = null,
  bias: Tensor | null = null,
  options: BatchNormOptions = {},
): Tensor {
  const { training = false, momentum = 0.1, eps = 1e-5 } = options;
  const attributes = { training, eps, hasWeight: weight !== null, hasBias: bias !== null };
  const vectors = [...(weight ? [weight] : []), ...(bias ? [bias] : [])];
  if (!training) {
    if (!runningMean || !runningVariance) {
      throw new CraftError('batchNorm.running', 'batchNorm: expected running statistics outside training', {
        hint: 'pass both, or training: true',
      });
    }
    return apply(batchNormOp, [x, runningMean, runningVariance, ...vectors], attributes);
  }
  expectChannels('batchNorm', x, {
    runningMean: runningMean ?? undefined,
    runningVariance: runningVariance ?? undefined,
  });
  const perChannel = x.size / (x.shape[1] ?? 1);
  if (perChannel < 2 || x.size === 0) {
    throw new CraftError(
      'batchNorm.size',
      `batchNorm: expected more than one value per channel in training but received x of shape ${formatShape(x.shape)}`,
    );
  }
  const [out, , mean, variance] = applyOp(batchNormOp, [x, ...vectors], attributes) as Saved;
  noGrad(() => {
    if (runningMean) moveAverage(runningMean, mean, momentum);
    if (runningVariance) {
      const unbiased = scaled(variance, perChannel / (perChannel - 1));
      moveAverage(runningVariance, unbiased, momentum);
      unbiased.dispose();
    }
  });
  return out;
}

type Saved = readonly [Tensor, Tensor, Tensor, Tensor];
