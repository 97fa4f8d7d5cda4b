import { defineKernel } from '../../backend/kernel.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { launch } from '../op.ts';
import { radixSort, radixSortKernels } from '../radixSort/radixSort.ts';
import { rowsOf } from '../rows/rowKernel.ts';
import orderedKeyWgsl from './orderedKey.wgsl';
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

export const sortedOrderKernels = [sortKeysKernel, ...radixSortKernels] as const;

/**
 * Positions along the last axis in the order of the row's elements (f32 or i32; NaN the largest), flat or in
 * `target`. Outside autograd.
 */
export function sortedOrder(x: Tensor, descending: boolean, target?: Tensor): Tensor {
  const keys = emptyTensor([x.size], 'i32', x.device);
  const whole = x.dtype === 'f32' ? 0 : 1;
  launch(sortKeysKernel, [x], [keys], { n: x.size, whole, flip: descending ? 0xffffffff : 0 });
  const sorted = radixSort(keys, { ...rowsOf(x), limit: 0 }, target);
  keys.dispose();
  sorted.keys.dispose();
  return sorted.order;
}
