import { sizeOf } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { gatherKernel, gatherTo } from '../gather/gatherTo.ts';
import { applyOp, defineOp, expectDType, input } from '../op.ts';
import { rowsOf } from '../rows/rowKernel.ts';
import { placeAlong, placeKernels } from '../scatterAdd/placeAlong.ts';
import { sortedOrder, sortedOrderKernels } from './sortedOrder.ts';

/** How values are ordered. */
export interface SortOptions {
  /** The largest first. Default false. */
  readonly descending?: boolean;
}

/** Results: the values; saved: their positions. */
export const sortOp = defineOp<{ readonly descending: boolean }>({
  name: 'sort',
  kernels: [...sortedOrderKernels, gatherKernel, ...placeKernels],
  outputs: (specs) => {
    const { shape, dtype } = input(specs, 0);
    expectDType('sort', 'x', input(specs, 0), 'f32', 'i32');
    return [
      { shape, dtype },
      { shape, dtype: 'i32' },
    ];
  },
  forward: ({ inputs, outputs, attributes: { descending } }) => {
    const [x, values, indices] = [input(inputs, 0), input(outputs, 0), input(outputs, 1)];
    const { rows, columns } = rowsOf(x);
    if (x.size === 0) return;
    sortedOrder(x, descending, indices);
    gatherTo(x, indices, values, { outer: rows, length: columns, picks: columns, inner: 1 });
  },
  backward: ({ inputs, outputs }, gradient) => [
    placeAlong(input(outputs, 1), gradient, input(inputs, 0).shape),
  ],
  flops: ([x]) => (x ? sizeOf(x.shape) : 0),
});

/**
 * Values along the last axis in ascending order (or descending), and the positions they came from, as
 * torch.sort with stable=True: equal elements keep their order, and NaN is the largest. x f32 or i32
 * [..., N] → values [..., N] and indices i32 [..., N]. The gradient goes back to those positions. Throws
 * `shape.axis` for a scalar.
 */
export function sort(
  x: Tensor,
  options: SortOptions = {},
): { readonly values: Tensor; readonly indices: Tensor } {
  const { descending = false } = options;
  const [values, indices] = applyOp(sortOp, [x], { descending }) as readonly [Tensor, Tensor];
  return { values, indices };
}
