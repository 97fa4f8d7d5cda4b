import { defineKernel } from '../../backend/kernel.ts';
import { CraftError } from '../../errors.ts';
import { formatShape, sizeOf } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import {
  channelLayout,
  channelNormGradient,
  channelNormKernels,
  expectChannels,
  normalizeChannels,
  segmentSums,
} from '../channelNorm/channelNorm.ts';
import { binaryRaw } from '../elementwise/binary.ts';
import { mulKernel } from '../mul/mul.ts';
import { apply, defineOp, input, launch } from '../op.ts';
import { reduceTo } from '../reduction/reduction.ts';
import { rowGrain, rowGroups, rowLanes, rowLanesWgsl } from '../rows/rowLanes.ts';
import { sumRows } from '../rows/sumRows.ts';
import { sumKernel } from '../sum/sum.ts';
import wgsl from './rowMoments.wgsl';

/** Mean and reciprocal deviation of every row. */
const rowMomentsKernel = defineKernel({
  name: 'rowMoments',
  reads: { x: 'f32' },
  writes: { mean: 'f32', rstd: 'f32' },
  params: { rows: 'u32', columns: 'u32', eps: 'f32' },
  wgsl: `${rowLanesWgsl}\n${wgsl}`,
  constants: ({ columns }) => ({ LANES: rowLanes(columns) }),
  workgroups: ({ rows, columns }) => rowGroups(rows, columns),
  tasks: ({ rows }) => rows,
  grain: ({ columns }) => rowGrain(columns),
});

interface GroupNormAttributes {
  readonly groups: number;
  readonly eps: number;
  readonly hasWeight: boolean;
  readonly hasBias: boolean;
}

/** Inputs: x, then weight and bias where there are any. */
export const groupNormOp = defineOp<GroupNormAttributes>({
  name: 'groupNorm',
  kernels: [rowMomentsKernel, ...channelNormKernels, mulKernel, sumKernel],
  outputs: (specs, attributes) => {
    const x = input(specs, 0);
    const { groups } = attributes;
    expectChannels('groupNorm', x, vectorsOf(specs, attributes));
    if (!Number.isInteger(groups) || groups < 1 || (x.shape[1] ?? 0) % groups !== 0) {
      throw new CraftError(
        'groupNorm.groups',
        `groupNorm: expected groups to divide the channels of ${formatShape(x.shape)} but received ${groups}`,
      );
    }
    const statistic = { shape: [(x.shape[0] ?? 0) * groups], dtype: 'f32' } as const;
    return [{ shape: x.shape, dtype: 'f32' }, statistic, statistic];
  },
  forward: ({ inputs, outputs, attributes }) => {
    const x = input(inputs, 0);
    const { weight, bias } = vectorsOf(inputs, attributes);
    const [out, mean, rstd] = [input(outputs, 0), input(outputs, 1), input(outputs, 2)];
    if (x.size === 0) return;
    const rows = mean.size;
    launch(rowMomentsKernel, [x], [mean, rstd], { rows, columns: x.size / rows, eps: attributes.eps });
    normalizeChannels(x, { mean, rstd }, weight, bias, out, channelLayout(x, attributes.groups));
  },
  backward: ({ inputs, outputs, attributes }, gradient) => {
    const x = input(inputs, 0);
    const { weight, bias } = vectorsOf(inputs, attributes);
    const statistics = { mean: input(outputs, 1), rstd: input(outputs, 2) };
    const sizes = channelLayout(x, attributes.groups);
    const rows = statistics.mean.size;
    const sums = segmentSums(x, gradient, statistics, sizes);
    // [N, C] → [N·groups], each channel with its weight.
    const grouped = sums.map((sum) => {
      const weighted = weight ? binaryRaw(mulKernel, sum, weight) : sum;
      const total = emptyTensor([rows], 'f32', x.device);
      reduceTo(sumKernel, weighted, total, { outer: rows, reduce: sizes.group, inner: 1 });
      if (weighted !== sum) weighted.dispose();
      return total;
    }) as [Tensor, Tensor];
    const share = rows / Math.max(1, x.size);
    const dx = channelNormGradient(x, gradient, statistics, weight, [...grouped, share], sizes);
    const [plain, weighted] = sums;
    const vectors = [...(weight ? [sumRows(weighted)] : []), ...(bias ? [sumRows(plain)] : [])];
    for (const one of [...sums, ...grouped]) one.dispose();
    return [dx, ...vectors];
  },
  flops: ([x]) => (x ? 8 * sizeOf(x.shape) : 0),
});

function vectorsOf<T>(inputs: readonly T[], { hasWeight, hasBias }: GroupNormAttributes) {
  return {
    weight: hasWeight ? inputs[1] : undefined,
    bias: hasBias ? inputs[hasWeight ? 2 : 1] : undefined,
  };
}

/**
 * Group normalisation (Wu and He 2018, equations 1 to 3): each sample's channels are cut into `groups`, and
 * every group is brought to mean 0 and variance 1 (the biased one, plus eps) over its channels and all
 * positions; then come weight and bias per channel. x [N, C, ...], weight and bias [C] or null → [N, C, ...].
 * f32. One group is layer normalisation over everything, C groups are instance normalisation. Throws
 * `shape.mismatch`, and `groupNorm.groups` where groups do not divide C.
 */
export function groupNorm(
  x: Tensor,
  groups: number,
  weight: Tensor | null = null,
  bias: Tensor | null = null,
  eps = 1e-5,
): Tensor {
  const inputs = [x, ...(weight ? [weight] : []), ...(bias ? [bias] : [])];
  return apply(groupNormOp, inputs, { groups, eps, hasWeight: weight !== null, hasBias: bias !== null });
}
