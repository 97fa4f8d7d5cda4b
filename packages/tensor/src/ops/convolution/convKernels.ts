import { defineKernel, type ParamValues, sizeBucket } from '../../backend/kernel.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { launch } from '../op.ts';
import { sumRows } from '../rows/sumRows.ts';
import { sumKernel } from '../sum/sum.ts';
import wgsl from './conv.wgsl';
import directWgsl from './convDirect.wgsl';
import registersWgsl from '../matmul/gatherRegisters.wgsl';
import tileWgsl from '../matmul/gatherTile.wgsl';
import weightWgsl from './convWeight.wgsl';
import weightDirectWgsl from './convWeightDirect.wgsl';

/** `rows` channels of the result and `depth` of the source per group; the pads are those at the start. */
const geometry = {
  batch: 'u32',
  groups: 'u32',
  rows: 'u32',
  depth: 'u32',
  height: 'u32',
  width: 'u32',
  outHeight: 'u32',
  outWidth: 'u32',
  kernelH: 'u32',
  kernelW: 'u32',
  strideH: 'u32',
  strideW: 'u32',
  padH: 'u32',
  padW: 'u32',
  dilationH: 'u32',
  dilationW: 'u32',
} as const;

/** The sizes that every kernel of a convolution takes. */
export type ConvGeometry = ParamValues<typeof geometry>;

const convParams = { ...geometry, transposed: 'u32', hasBias: 'u32', rowBlock: 'u32' } as const;
const weightParams = { ...geometry, splits: 'u32', chunk: 'u32' } as const;
type ConvParams = ParamValues<typeof convParams>;
type WeightParams = ParamValues<typeof weightParams>;

/** Blocks of `wide` positions of the result, for each remainder by the stride where it is transposed. */
function positionBlocks(wide: number, params: ConvParams): number {
  const { batch, outHeight, outWidth, strideH, strideW, transposed } = params;
  const [high, across] = transposed ? [strideH, strideW] : [1, 1];
  const most = batch * Math.ceil(outHeight / high) * Math.ceil(outWidth / across);
  return Math.ceil(most / wide) * high * across;
}

/** The shapes of convolutions among which one body may be faster than another. */
function convClass({
  batch,
  groups,
  rows,
  depth,
  outHeight,
  outWidth,
  kernelH,
  kernelW,
}: ConvGeometry): string {
  const positions = sizeBucket(batch * outHeight * outWidth);
  return `${sizeBucket(rows)}×${sizeBucket(depth * kernelH * kernelW)}×${positions} ·${sizeBucket(groups)}`;
}

/** A product per group, in blocks of rows by blocks of positions. */
const convKernel = defineKernel({
  name: 'conv',
  reads: { source: 'f32', weight: 'f32', bias: 'f32' },
  writes: { out: 'f32' },
  params: convParams,
  wgsl: `${wgsl}\n${tileWgsl}`,
  workgroups: (params) => params.groups * Math.ceil(params.rows / 64) * positionBlocks(64, params),
  variants: {
    software: {
      wgsl: `${wgsl}\n${registersWgsl}`,
      workgroups: (params) => params.groups * Math.ceil(params.rows / 16) * positionBlocks(64, params),
    },
  },
  shapeClass: (params) => convClass(params),
  tasks: (params) => params.groups * Math.ceil(params.rows / params.rowBlock) * positionBlocks(256, params),
});

const convDirectKernel = defineKernel({
  name: 'convDirect',
  reads: { source: 'f32', weight: 'f32', bias: 'f32' },
  writes: { out: 'f32' },
  params: convParams,
  wgsl: directWgsl,
  workgroups: ({ batch, groups, rows, outHeight, outWidth }) =>
    Math.ceil((batch * groups * rows * outHeight * outWidth) / 256),
  tasks: ({ batch, groups, rows }) => batch * groups * rows,
  grain: ({ depth, outHeight, outWidth, kernelH, kernelW }) =>
    Math.ceil(32768 / (depth * outHeight * outWidth * kernelH * kernelW + 1)),
});

const convWeightKernel = defineKernel({
  name: 'convWeight',
  reads: { source: 'f32', gradient: 'f32' },
  writes: { out: 'f32' },
  params: weightParams,
  wgsl: `${weightWgsl}\n${tileWgsl}`,
  workgroups: (params) => weightTiles(64, 64, params),
  variants: {
    software: {
      wgsl: `${weightWgsl}\n${registersWgsl}`,
      workgroups: (params) => weightTiles(16, 64, params),
    },
  },
  shapeClass: (params) => convClass(params),
  tasks: (params) => weightTiles(128, 256, params),
});

const convWeightDirectKernel = defineKernel({
  name: 'convWeightDirect',
  reads: { source: 'f32', gradient: 'f32' },
  writes: { out: 'f32' },
  params: weightParams,
  wgsl: weightDirectWgsl,
  workgroups: ({ groups, rows, depth, kernelH, kernelW }) => groups * rows * depth * kernelH * kernelW,
  tasks: ({ groups, rows, depth }) => groups * rows * depth,
  grain: ({ batch, outHeight, outWidth, kernelH, kernelW }) =>
    Math.ceil(32768 / (batch * outHeight * outWidth * kernelH * kernelW + 1)),
});

export const convKernels = [
  convKernel,
  convDirectKernel,
  convWeightKernel,
  convWeightDirectKernel,
  sumKernel,
] as const;

function weightTiles(
  high: number,
  wide: number,
  { splits, groups, rows, depth, kernelH, kernelW }: WeightParams,
): number {
  return splits * groups * Math.ceil(rows / high) * Math.ceil((depth * kernelH * kernelW) / wide);
}

/** A tile has room for many channels; a few of them, as in depthwise convolutions, are faster without. */
function isDirect({ groups, rows, depth }: ConvGeometry): boolean {
  return groups > 1 && rows * depth <= 16;
}

/**
 * out = source ∗ weight (+ bias); with `transposed` the other way: what a convolution with this weight does
 * to a gradient. Launches nothing where `out` is empty.
 */
export function convolve(
  source: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  out: Tensor,
  sizes: ConvGeometry,
  transposed: boolean,
): void {
  if (out.size === 0) return;
  const params = { ...sizes, transposed: transposed ? 1 : 0, hasBias: bias ? 1 : 0, rowBlock: 2048 };
  const blocks = sizes.groups * positionBlocks(256, params);
  // Few positions: the rows are shared out among the threads as well.
  if (blocks < 16) params.rowBlock = blocks < 4 ? 64 : 256;
  launch(isDirect(sizes) ? convDirectKernel : convKernel, [source, weight, bias ?? weight], [out], params);
}

/** The gradient of a convolution's weight, of shape `like`. */
export function convolveWeight(source: Tensor, gradient: Tensor, like: Tensor, sizes: ConvGeometry): Tensor {
  const out = emptyTensor(like.shape, 'f32', like.device);
  if (out.size === 0) return out;
  if (isDirect(sizes)) {
    launch(convWeightDirectKernel, [source, gradient], [out], { ...sizes, splits: 1, chunk: 0 });
    return out;
  }
  // Long sums for few weights go in parts, to keep every core busy and rounding small.
  const positions = sizes.batch * sizes.outHeight * sizes.outWidth;
  const tiles = weightTiles(64, 64, { ...sizes, splits: 1, chunk: 0 });
  const wanted = Math.max(1, Math.min(Math.ceil(positions / 1024), Math.floor(256 / tiles)));
  const chunk = Math.ceil(positions / wanted / 256) * 256;
  const splits = chunk === 0 ? 1 : Math.ceil(positions / chunk);
  if (splits === 1) {
    launch(convWeightKernel, [source, gradient], [out], { ...sizes, splits, chunk });
    return out;
  }
  out.dispose();
  const parts = emptyTensor([splits, like.size], 'f32', like.device);
  launch(convWeightKernel, [source, gradient], [parts], { ...sizes, splits, chunk });
  const flat = sumRows(parts);
  parts.dispose();
  const result = flat.alias(like.shape);
  flat.dispose();
  return result;
}
