/**
 * What batchNorm and groupNorm have in common: x is [N, C, S] and normalised with a mean and a reciprocal
 * deviation per channel (batchNorm) or per sample and group of channels (groupNorm). A segment is the S
 * elements of one sample's channel.
 */
import { defineKernel } from '../../backend/kernel.ts';
import { CraftError } from '../../errors.ts';
import { formatShape, sizeOf } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { expectDType, launch, type TensorSpec } from '../op.ts';
import { rowGrain, rowLanesWgsl } from '../rows/rowLanes.ts';
import applyWgsl from './channelNormApply.wgsl';
import backwardWgsl from './channelNormBackward.wgsl';
import sumsWgsl from './segmentSums.wgsl';

/** The statistics of a segment are those of its channel, or of its `group` neighbours in one sample. */
const layout = { segments: 'u32', columns: 'u32', channels: 'u32', group: 'u32', perChannel: 'u32' } as const;

/** out = (x − mean)·rstd·weight + bias. */
const channelNormApplyKernel = defineKernel({
  name: 'channelNormApply',
  reads: { x: 'f32', mean: 'f32', rstd: 'f32', weight: 'f32', bias: 'f32' },
  writes: { out: 'f32' },
  params: { ...layout, hasWeight: 'u32', hasBias: 'u32' },
  wgsl: applyWgsl,
  workgroups: ({ segments, columns }) => Math.ceil((segments * columns) / 256),
  tasks: ({ segments }) => segments,
  grain: ({ columns }) => rowGrain(columns),
});

/** Per segment Σ y and Σ y·(x − mean)·rstd, or with `squares` Σ (x − mean)² in the first. */
const segmentSumsKernel = defineKernel({
  name: 'segmentSums',
  reads: { x: 'f32', y: 'f32', mean: 'f32', rstd: 'f32' },
  writes: { plain: 'f32', weighted: 'f32' },
  params: { ...layout, squares: 'u32' },
  wgsl: `${rowLanesWgsl}\n${sumsWgsl}`,
  constants: ({ columns }) => ({ LANES: segmentLanes(columns) }),
  workgroups: ({ segments, columns }) => Math.ceil((segments * segmentLanes(columns)) / 256),
  tasks: ({ segments }) => segments,
  grain: ({ columns }) => rowGrain(columns),
});

/** dx = rstd·(gradient·weight − share·(sums + n·weightedSums)) with n = (x − mean)·rstd. */
const channelNormBackwardKernel = defineKernel({
  name: 'channelNormBackward',
  reads: {
    x: 'f32',
    gradient: 'f32',
    mean: 'f32',
    rstd: 'f32',
    weight: 'f32',
    sums: 'f32',
    weightedSums: 'f32',
  },
  writes: { dx: 'f32' },
  params: { ...layout, hasWeight: 'u32', share: 'f32' },
  wgsl: backwardWgsl,
  workgroups: ({ segments, columns }) => Math.ceil((segments * columns) / 256),
  tasks: ({ segments }) => segments,
  grain: ({ columns }) => rowGrain(columns),
});

export const channelNormKernels = [
  channelNormApplyKernel,
  segmentSumsKernel,
  channelNormBackwardKernel,
] as const;

/** GPU invocations that share a segment. */
function segmentLanes(columns: number): number {
  if (columns <= 2) return 1;
  if (columns <= 16) return 4;
  return columns <= 512 ? 32 : 256;
}

/** x [N, C, ...] as segments. */
export interface ChannelLayout {
  readonly segments: number;
  readonly columns: number;
  readonly channels: number;
  /** Channels that share statistics in one sample; what it means for batchNorm is nothing. */
  readonly group: number;
  readonly perChannel: number;
}

/** The layout of x with statistics per `groups` of channels, or per channel of the whole batch. */
export function channelLayout({ shape }: TensorSpec, groups: number | 'channel'): ChannelLayout {
  const [samples = 0, channels = 0] = shape;
  const perChannel = groups === 'channel';
  return {
    segments: samples * channels,
    columns: sizeOf(shape.slice(2)),
    channels,
    group: perChannel ? 1 : channels / groups,
    perChannel: perChannel ? 1 : 0,
  };
}

/** Throws unless x is f32 [N, C, ...] and `vectors` are f32 [C]. */
export function expectChannels(
  op: string,
  x: TensorSpec,
  vectors: Readonly<Record<string, TensorSpec | undefined>>,
): void {
  expectDType(op, 'x', x, 'f32');
  const channels = x.shape[1];
  if (channels === undefined) {
    throw new CraftError(
      'shape.mismatch',
      `${op}: expected x of shape [N, C, ...] but received ${formatShape(x.shape)}`,
    );
  }
  for (const [what, vector] of Object.entries(vectors)) {
    if (!vector) continue;
    expectDType(op, what, vector, 'f32');
    if (vector.shape.length !== 1 || vector.shape[0] !== channels) {
      throw new CraftError(
        'shape.mismatch',
        `${op}: expected ${what} of shape [${channels}] for x of shape ${formatShape(x.shape)} but received ${formatShape(vector.shape)}`,
      );
    }
  }
}

/** A mean and a reciprocal deviation, per channel or per sample and group. */
export interface Statistics {
  readonly mean: Tensor;
  readonly rstd: Tensor;
}

export function normalizeChannels(
  x: Tensor,
  { mean, rstd }: Statistics,
  weight: Tensor | undefined,
  bias: Tensor | undefined,
  out: Tensor,
  sizes: ChannelLayout,
): void {
  launch(channelNormApplyKernel, [x, mean, rstd, weight ?? mean, bias ?? mean], [out], {
    ...sizes,
    hasWeight: weight ? 1 : 0,
    hasBias: bias ? 1 : 0,
  });
}

/** Σ (x − mean)² per segment: [N, C]. */
export function segmentSquares(x: Tensor, mean: Tensor, sizes: ChannelLayout): Tensor {
  const [squares, unused] = runSums(x, x, { mean, rstd: mean }, sizes, 1);
  unused.dispose();
  return squares;
}

/** Σ gradient and Σ gradient·(x − mean)·rstd per segment, both [N, C]. */
export function segmentSums(x: Tensor, gradient: Tensor, statistics: Statistics, sizes: ChannelLayout) {
  return runSums(x, gradient, statistics, sizes, 0);
}

function runSums(
  x: Tensor,
  y: Tensor,
  { mean, rstd }: Statistics,
  sizes: ChannelLayout,
  squares: number,
): [Tensor, Tensor] {
  const make = () => emptyTensor(x.shape.slice(0, 2), 'f32', x.device);
  const sums: [Tensor, Tensor] = [make(), make()];
  launch(segmentSumsKernel, [x, y, mean, rstd], sums, { ...sizes, squares });
  return sums;
}

/**
 * dx, from Σ gradient·weight and Σ gradient·weight·n over what shares statistics (without the weight where
 * that is a channel) and one over the number of elements; null where statistics do not depend on x.
 */
export function channelNormGradient(
  x: Tensor,
  gradient: Tensor,
  { mean, rstd }: Statistics,
  weight: Tensor | undefined,
  sums: readonly [Tensor, Tensor, number] | null,
  sizes: ChannelLayout,
): Tensor {
  const dx = emptyTensor(x.shape, 'f32', x.device);
  const [plain, weighted, share] = sums ?? [mean, mean, 0];
  launch(channelNormBackwardKernel, [x, gradient, mean, rstd, weight ?? mean, plain, weighted], [dx], {
    ...sizes,
    hasWeight: weight ? 1 : 0,
    share,
  });
  return dx;
}
