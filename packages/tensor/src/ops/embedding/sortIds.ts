import { defineKernel } from '../../backend/kernel.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { launch } from '../op.ts';
import { radixSort, radixSortKernels } from '../radixSort/radixSort.ts';
import startsWgsl from './idStarts.wgsl';

/** starts[t]: number of sorted ids below t, for t from 0 to tokens. */
const idStartsKernel = defineKernel({
  name: 'idStarts',
  reads: { keys: 'i32' },
  writes: { starts: 'i32' },
  params: { n: 'u32', tokens: 'u32' },
  wgsl: startsWgsl,
  workgroups: ({ tokens }) => Math.ceil((tokens + 1) / 256),
  tasks: ({ tokens }) => Math.ceil((tokens + 1) / 1024),
  grain: () => 8,
});

export const sortIdsKernels = [...radixSortKernels, idStartsKernel] as const;

/**
 * Groups ids by value: `order` [n] lists their positions by ascending id and, among equal ids, by
 * position; those of id t stand at starts[t] … starts[t + 1] − 1 (`starts` is [tokens + 1]). Ids outside
 * 0 … tokens − 1 count as the nearest. i32, outside autograd.
 */
export function sortIds(ids: Tensor, tokens: number): { order: Tensor; starts: Tensor } {
  const n = ids.size;
  const { keys, order } = radixSort(ids, { rows: 1, columns: n, limit: tokens });
  const starts = emptyTensor([tokens + 1], 'i32', ids.device);
  launch(idStartsKernel, [keys], [starts], { n, tokens });
  keys.dispose();
  return { order, starts };
}
