import { defineKernel } from '../../backend/kernel.ts';
import { CraftError } from '../../errors.ts';
import { axisLength, formatShape, sizeOf } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { gatherKernel, gatherTo } from '../gather/gatherTo.ts';
import { applyOp, defineOp, expectDType, input, launch } from '../op.ts';
import { rowsOf } from '../rows/rowKernel.ts';
import { rowGroups, rowLanes } from '../rows/rowLanes.ts';
import { placeAlong, placeKernels } from '../scatterAdd/placeAlong.ts';
import orderedKeyWgsl from '../sort/orderedKey.wgsl';
import { sortedOrder, sortedOrderKernels } from '../sort/sortedOrder.ts';
import { stridedCopy, stridedCopyKernel } from '../stridedCopy/stridedCopy.ts';
import wgsl from './topK.wgsl';

/** Positions of the k elements of each row that come first; a GPU looks through the row k times. */
const topKKernel = defineKernel({
  name: 'topK',
  reads: { x: 'f32' },
  writes: { values: 'f32', indices: 'i32' },
  params: { rows: 'u32', columns: 'u32', k: 'u32', flip: 'u32' },
  wgsl: `${orderedKeyWgsl}\n${wgsl}`,
  constants: ({ columns }) => ({ LANES: rowLanes(columns) }),
  workgroups: ({ rows, columns }) => rowGroups(rows, columns),
  tasks: ({ rows }) => rows,
  grain: ({ columns, k }) => Math.ceil(16384 / (columns + k * k + 1)),
});

/** From here on the row is sorted instead. */
const many = 65;

interface TopKAttributes {
  readonly k: number;
  readonly largest: boolean;
}

/** Results: the values; saved: their positions. */
export const topKOp = defineOp<TopKAttributes>({
  name: 'topK',
  kernels: [topKKernel, ...sortedOrderKernels, stridedCopyKernel, gatherKernel, ...placeKernels],
  outputs: (specs, { k }) => {
    const x = input(specs, 0);
    expectDType('topK', 'x', x, 'f32');
    const columns = axisLength(x.shape, -1);
    if (!Number.isInteger(k) || k < 0 || k > columns) {
      throw new CraftError(
        'topK.k',
        `topK: expected k from 0 to ${columns} for x of shape ${formatShape(x.shape)} but received ${k}`,
      );
    }
    const shape = [...x.shape.slice(0, -1), k];
    return [
      { shape, dtype: 'f32' },
      { shape, dtype: 'i32' },
    ];
  },
  forward: ({ inputs, outputs, attributes: { k, largest } }) => {
    const [x, values, indices] = [input(inputs, 0), input(outputs, 0), input(outputs, 1)];
    if (values.size === 0) return;
    const { rows, columns } = rowsOf(x);
    if (k < many) {
      launch(topKKernel, [x], [values, indices], { rows, columns, k, flip: largest ? 0 : 0xffffffff });
      return;
    }
    const order = sortedOrder(x, largest);
    const from = { offset: 0, strides: [columns, 1] };
    stridedCopy(order, from, indices, { offset: 0, strides: [k, 1] }, [rows, k]);
    order.dispose();
    gatherTo(x, indices, values, { outer: rows, length: columns, picks: k, inner: 1 });
  },
  backward: ({ inputs, outputs }, gradient) => [
    placeAlong(input(outputs, 1), gradient, input(inputs, 0).shape),
  ],
  flops: ([x]) => (x ? sizeOf(x.shape) : 0),
});

/**
 * The k largest values along the last axis (or, with `largest: false`, the smallest), sorted, and their
 * positions; of equal ones the first come first, and NaN is the largest. x f32 [..., N] → values f32 [..., k]
 * and indices i32 [..., k]. The gradient goes back to those positions. Throws `topK.k` and `shape.axis`.
 */
export function topK(
  x: Tensor,
  k: number,
  options: { readonly largest?: boolean } = {},
): { readonly values: Tensor; readonly indices: Tensor } {
  const { largest = true } = options;
  const [values, indices] = applyOp(topKOp, [x], { k, largest }) as readonly [Tensor, Tensor];
  return { values, indices };
}
