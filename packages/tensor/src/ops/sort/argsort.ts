import { emptyTensor, type Tensor } from '../../tensor.ts';
import { expectDType } from '../op.ts';
import { rowsOf } from '../rows/rowKernel.ts';
import type { SortOptions } from './sort.ts';
import { sortedOrder } from './sortedOrder.ts';

/**
 * Positions along the last axis that put the row in ascending order (or descending); equal elements keep
 * their order, NaN is the largest. x f32 or i32 [..., N] → i32 [..., N]. No gradient. Throws `shape.axis`
 * for a scalar.
 */
export function argsort(x: Tensor, options: SortOptions = {}): Tensor {
  expectDType('argsort', 'x', x, 'f32', 'i32');
  rowsOf(x);
  const indices = emptyTensor(x.shape, 'i32', x.device);
  return x.size === 0 ? indices : sortedOrder(x, options.descending ?? false, indices);
}
