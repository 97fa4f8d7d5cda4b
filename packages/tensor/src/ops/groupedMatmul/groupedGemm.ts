import { defineKernel } from '../../backend/kernel.ts';
import registersWgsl from '../matmul/gatherRegisters.wgsl';
import tileWgsl from '../matmul/gatherTile.wgsl';
import boundaryWgsl from './groupBoundary.wgsl';
import groupedWgsl from './groupedGemm.wgsl';
import groupedWeightWgsl from './groupedGemmWeight.wgsl';

const wgsl = `${boundaryWgsl}\n${groupedWgsl}`;
const weightWgsl = `${boundaryWgsl}\n${groupedWeightWgsl}`;

/**
 * out[r] = a[r]·op(b[g]) for the group g of row r. How many rows a group has only the device knows, so there
 * are as many tiles as there can be: each group, and what lies outside, may leave one partly empty.
 */
export const groupedGemmKernel = defineKernel({
  name: 'groupedGemm',
  reads: { a: 'f32', b: 'f32', offsets: 'i32' },
  writes: { out: 'f32' },
  params: { rows: 'u32', n: 'u32', k: 'u32', groups: 'u32', starts: 'u32', transB: 'u32' },
  wgsl: `${wgsl}\n${tileWgsl}`,
  workgroups: ({ rows, n, groups }) => (Math.ceil(rows / 64) + groups + 2) * Math.ceil(n / 64),
  variants: {
    software: {
      wgsl: `${wgsl}\n${registersWgsl}`,
      workgroups: ({ rows, n, groups }) => (Math.ceil(rows / 16) + groups + 2) * Math.ceil(n / 64),
    },
  },
  tasks: ({ rows, n, groups }) => (Math.ceil(rows / 128) + groups + 2) * Math.ceil(n / 256),
});

/** out[g] = aᵀ·b over the rows of group g. */
export const groupedGemmWeightKernel = defineKernel({
  name: 'groupedGemmWeight',
  reads: { a: 'f32', b: 'f32', offsets: 'i32' },
  writes: { out: 'f32' },
  params: { rows: 'u32', m: 'u32', n: 'u32', groups: 'u32', starts: 'u32' },
  wgsl: `${weightWgsl}\n${tileWgsl}`,
  workgroups: ({ m, n, groups }) => groups * Math.ceil(m / 64) * Math.ceil(n / 64),
  variants: {
    software: {
      wgsl: `${weightWgsl}\n${registersWgsl}`,
      workgroups: ({ m, n, groups }) => groups * Math.ceil(m / 16) * Math.ceil(n / 64),
    },
  },
  tasks: ({ m, n, groups }) => groups * Math.ceil(m / 128) * Math.ceil(n / 256),
});
