import { defineKernel } from '../../backend/kernel.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { launch } from '../op.ts';
import { radixSort, radixSortKernels } from '../radixSort/radixSort.ts';
import { rowsOf } from '../rows/rowKernel.ts';
import orderedKeyWgsl from './orderedKey.wgsl';
import rankWgsl from './rankRows.wgsl';
import keysWgsl from './sortKeys.wgsl';

/** Words whose order as u32 is that of f32 (or, with `whole`, i32) elements, turned round by `flip`. */
const sortKeysKernel = defineKernel({
  name: 'sortKeys',
  reads: { x: 'u32' },
  writes: { keys: 'u32' },
  params: { n: 'u32', whole: 'u32', flip: 'u32' },
  wgsl: `${orderedKeyWgsl}\n${keysWgsl}`,
  workgroups: ({ n }) => Math.ceil(n / 256),
  tasks: ({ n }) => Math.ceil(n / 1024),
  grain: () => 8,
});

/** order[rank of a key in its row] = its position: for short rows, where counting beats passes over digits. */
const rankRowsKernel = defineKernel({
  name: 'rankRows',
  reads: { keys: 'u32' },
  writes: { order: 'i32' },
  params: { rows: 'u32', columns: 'u32' },
  wgsl: rankWgsl,
  workgroups: ({ rows, columns }) => Math.ceil((rows * columns) / 256),
  tasks: ({ rows }) => rows,
  grain: ({ columns }) => Math.ceil(16384 / (columns * columns + 1)),
});

export const sortedOrderKernels = [sortKeysKernel, rankRowsKernel, ...radixSortKernels] as const;

/** Rows up to this long are ranked. */
const short = 64;

/**
 * Positions along the last axis in the order of the row's elements (f32 or i32; NaN the largest), flat or in
 * `target`. Outside autograd.
 */
export function sortedOrder(x: Tensor, descending: boolean, target?: Tensor): Tensor {
  const keys = emptyTensor([x.size], 'i32', x.device);
  const whole = x.dtype === 'f32' ? 0 : 1;
  launch(sortKeysKernel, [x], [keys], { n: x.size, whole, flip: descending ? 0xffffffff : 0 });
  const { rows, columns } = rowsOf(x);
  if (columns <= short) {
    const order = target ?? emptyTensor([x.size], 'i32', x.device);
    launch(rankRowsKernel, [keys], [order], { rows, columns });
    keys.dispose();
    return order;
  }
  const sorted = radixSort(keys, { rows, columns, limit: 0 }, target);
  keys.dispose();
  sorted.keys.dispose();
  return sorted.order;
}
