import { emptyTensor, type Tensor } from '../../tensor.ts';
import type { Kernel } from '../../backend/kernel.ts';
import { launch } from '../op.ts';
import { chunkRows } from './rowChunks.ts';
import { rowsOf } from './rowKernel.ts';
import { rowGrain, rowLanes, rowLanesWgsl } from './rowLanes.ts';
import backwardWgsl from './normBackward.wgsl';
import { sumRows } from './sumRows.ts';

/** How the backward kernels of norms cut their work: a chunk of rows at a time. */
export const chunkCut = {
  constants: ({ columns }: { readonly columns: number }) => ({ LANES: rowLanes(columns) }),
  workgroups: ({ rows, chunk }: { readonly rows: number; readonly chunk: number }) => Math.ceil(rows / chunk),
  tasks: ({ rows, chunk }: { readonly rows: number; readonly chunk: number }) => Math.ceil(rows / chunk),
  grain: ({ columns, chunk }: { readonly columns: number; readonly chunk: number }) =>
    Math.ceil(rowGrain(columns) / chunk),
};

/** The WGSL of a norm's gradients, with the norm's own functions that normBackward.wgsl asks for. */
export function normBackwardWgsl(own: string): string {
  return [rowLanesWgsl, own, backwardWgsl].join('\n');
}

type BackwardKernel = Kernel<{ readonly rows: 'u32'; readonly columns: 'u32'; readonly chunk: 'u32' }>;

/** dx, and for the first `wanted` of the kernel's other outputs (those of weight and bias) their sums over the rows. */
export function normGradients(
  kernel: BackwardKernel,
  reads: readonly Tensor[],
  x: Tensor,
  wanted: number,
  params: Readonly<Record<string, number>> = {},
): readonly Tensor[] {
  const { rows, columns } = rowsOf(x);
  const chunk = chunkRows(rows);
  const dx = emptyTensor(x.shape, 'f32', x.device);
  const parts = Object.keys(kernel.writes)
    .slice(1)
    .map(() => emptyTensor([Math.ceil(rows / chunk), columns], 'f32', x.device));
  launch(kernel, reads, [dx, ...parts], { ...params, rows, columns, chunk });
  const sums = parts.slice(0, wanted).map(sumRows);
  for (const part of parts) part.dispose();
  return [dx, ...sums];
}
