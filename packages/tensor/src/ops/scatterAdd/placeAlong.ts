import { defineKernel } from '../../backend/kernel.ts';
import type { Shape } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { fillKernel, filled } from '../fill/fill.ts';
import { launch } from '../op.ts';
import wgsl from './placeRows.wgsl';

/** out[row, index[row, k]] = source[row, k], where a row's positions differ. */
const placeRowsKernel = defineKernel({
  name: 'placeRows',
  reads: { index: 'i32', source: 'f32' },
  writes: { out: 'f32' },
  params: { rows: 'u32', columns: 'u32', picks: 'u32' },
  wgsl,
  workgroups: ({ rows, picks }) => Math.ceil((rows * picks) / 256),
  tasks: ({ rows }) => rows,
  grain: ({ picks }) => Math.ceil(16384 / (picks + 1)),
});

export const placeKernels = [placeRowsKernel, fillKernel] as const;

/**
 * Zeros [..., N] with source [..., K] put to the index's positions along the last axis, which must differ within
 * a row: the gradient of `sort` and `topK`. Outside autograd.
 */
export function placeAlong(index: Tensor, source: Tensor, shape: Shape): Tensor {
  const out = filled(shape, 0, source.device);
  const columns = shape[shape.length - 1] ?? 1;
  if (source.size === 0) return out;
  const rows = out.size / columns;
  launch(placeRowsKernel, [index, source], [out], { rows, columns, picks: source.size / rows });
  return out;
}
