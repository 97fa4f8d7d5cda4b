import { defineKernel } from '../../backend/kernel.ts';
import type { Tensor } from '../../tensor.ts';
import { launch } from '../op.ts';
import wgsl from './gather.wgsl';

/** out[o, k, i] = x[o, index[o, k, i], i], or index[k] where it is shared. Any 4-byte dtype. */
export const gatherKernel = defineKernel({
  name: 'gather',
  reads: { x: 'u32', index: 'i32' },
  writes: { out: 'u32' },
  params: { outer: 'u32', length: 'u32', picks: 'u32', inner: 'u32', oneForAll: 'u32' },
  wgsl,
  workgroups: ({ outer, picks, inner }) => Math.ceil((outer * picks * inner) / 256),
  tasks: ({ outer, picks, inner }) => Math.ceil((outer * picks * inner) / 1024),
  grain: () => 8,
});

/** x is [outer, length, inner]; `picks` positions of the middle axis are taken from every line. */
export interface Lines {
  readonly outer: number;
  readonly length: number;
  readonly picks: number;
  readonly inner: number;
}

/** Writes to out [outer, picks, inner]; `shared` is an index [picks] for all lines. Outside autograd. */
export function gatherTo(x: Tensor, index: Tensor, out: Tensor, sizes: Lines, shared = false): void {
  launch(gatherKernel, [x, index], [out], { ...sizes, oneForAll: shared ? 1 : 0 });
}
