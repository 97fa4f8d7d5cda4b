import { defineKernel, sizeBucket } from '../../backend/kernel.ts';
import wgsl from './gemmRows.wgsl';
import registersWgsl from './gemmRowsRegisters.wgsl';

/** The most rows that gemmRows takes. */
export const mostRows = 4;

/** A few rows of x·Wᵀ + b without packing, for decoding token by token. */
export const gemmRowsKernel = defineKernel({
  name: 'gemmRows',
  reads: { a: 'f32', b: 'f32', bias: 'f32' },
  writes: { out: 'f32' },
  params: { m: 'u32', n: 'u32', k: 'u32', hasBias: 'u32' },
  wgsl,
  workgroups: ({ n }) => n,
  variants: {
    software: { wgsl: registersWgsl, workgroups: ({ n }) => Math.ceil(n / 64) },
  },
  shapeClass: ({ n, k }) => `${sizeBucket(n)}×${sizeBucket(k)}`,
  tasks: ({ n }) => Math.ceil(n / 16),
  grain: ({ m, k }) => Math.ceil(65536 / (16 * m * (k + 1))),
});
