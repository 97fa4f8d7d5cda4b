import { defineKernel } from '../../backend/kernel.ts';
import siluWgsl from '../silu/silu.wgsl';
import wgsl from './causalConv1d.wgsl';
import slopeWgsl from './causalConv1dSlope.wgsl';
import weightWgsl from './causalConv1dWeight.wgsl';

/**
 * out[b, i] = act(bias + Σₖ weight[k]·x[b, i + shift + k]), the weights backwards where `flipped`. Rows
 * before x are those of the state [B, width − 1, C]; rows after it are 0.
 */
export const causalConv1dKernel = defineKernel({
  name: 'causalConv1d',
  reads: { x: 'f32', weight: 'f32', bias: 'f32', state: 'f32' },
  writes: { out: 'f32' },
  params: {
    batch: 'u32',
    length: 'u32',
    rows: 'u32',
    columns: 'u32',
    width: 'u32',
    shift: 'u32',
    flipped: 'u32',
    hasBias: 'u32',
    hasState: 'u32',
    activation: 'u32',
  },
  wgsl: `${siluWgsl}\n${wgsl}`,
  workgroups: ({ batch, rows, columns }) => Math.ceil((batch * rows * columns) / 256),
  tasks: ({ batch, rows }) => batch * Math.ceil(rows / 64),
  grain: ({ columns, width }) => Math.ceil(512 / (columns * width)),
});

/** dz = gradient·silu'(z). */
export const causalConv1dSlopeKernel = defineKernel({
  name: 'causalConv1dSlope',
  reads: { x: 'f32', weight: 'f32', bias: 'f32', state: 'f32', gradient: 'f32' },
  writes: { dz: 'f32' },
  params: { batch: 'u32', length: 'u32', columns: 'u32', width: 'u32', hasBias: 'u32', hasState: 'u32' },
  wgsl: `${siluWgsl}\n${slopeWgsl}`,
  workgroups: ({ batch, length, columns }) => Math.ceil((batch * length * columns) / 256),
  tasks: ({ batch, length }) => batch * Math.ceil(length / 64),
  grain: ({ columns, width }) => Math.ceil(512 / (columns * width)),
});

/** Per chunk of rows, the sums that make up the gradients of weight and bias. */
export const causalConv1dWeightKernel = defineKernel({
  name: 'causalConv1dWeight',
  reads: { x: 'f32', state: 'f32', dz: 'f32' },
  writes: { dweight: 'f32', dbias: 'f32' },
  params: { batch: 'u32', length: 'u32', columns: 'u32', width: 'u32', hasState: 'u32', chunk: 'u32' },
  wgsl: weightWgsl,
  constants: ({ width }) => ({ WIDTH: width }),
  workgroups: ({ batch, length, columns, chunk }) =>
    Math.ceil((batch * length) / chunk) * Math.ceil(columns / 64),
  tasks: ({ batch, length, chunk }) => Math.ceil((batch * length) / chunk),
});
