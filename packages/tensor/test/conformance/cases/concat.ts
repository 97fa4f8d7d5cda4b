import { concat, split, stack, type Shape } from '../../../src/index.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { gathered } from '../references.ts';

const plans: readonly { shapes: readonly Shape[]; axis: number; out: Shape }[] = [
  { shapes: [[3]], axis: 0, out: [3] },
  { shapes: [[3], [0], [4]], axis: 0, out: [7] },
  {
    shapes: [
      [2, 3],
      [1, 3],
    ],
    axis: 0,
    out: [3, 3],
  },
  {
    shapes: [
      [2, 3],
      [2, 1],
      [2, 5],
    ],
    axis: -1,
    out: [2, 9],
  },
  {
    shapes: [
      [2, 1, 3, 2],
      [2, 4, 3, 2],
    ],
    axis: 1,
    out: [2, 5, 3, 2],
  },
];

export const cases: readonly ConformanceCase[] = [
  ...plans.map(({ shapes, axis, out }): ConformanceCase => {
    const normal = axis < 0 ? axis + out.length : axis;
    return {
      op: 'concat',
      name: `${shapes.map((shape) => `[${shape.join(', ')}]`).join(' ')} along ${axis}`,
      inputs: shapes.map((shape) => ({ shape })),
      run: (tensors) => concat(tensors, axis),
      reference: gathered(shapes, out, (index) => {
        let at = index[normal] ?? 0;
        let from = 0;
        while (at >= (shapes[from]?.[normal] ?? 0)) at -= shapes[from++]?.[normal] ?? 0;
        return [from, index.map((one, i) => (i === normal ? at : one))];
      }),
      shape: out,
    };
  }),
  {
    op: 'concat',
    name: 'stack of three [2, 2] along 1',
    inputs: [{ shape: [2, 2] }, { shape: [2, 2] }, { shape: [2, 2] }],
    run: (tensors) => stack(tensors, 1),
    reference: gathered(
      [
        [2, 2],
        [2, 2],
        [2, 2],
      ],
      [2, 3, 2],
      ([i = 0, from = 0, j = 0]) => [from, [i, j]],
    ),
    shape: [2, 3, 2],
  },
  {
    op: 'concat',
    name: 'split of [2, 7] by 3, put together backwards',
    inputs: [{ shape: [2, 7] }],
    run: ([x]) => concat(split(x, 3, 1).reverse(), 1),
    reference: gathered([[2, 7]], [2, 7], ([i = 0, j = 0]) => [0, [i, [6, 3, 4, 5, 0, 1, 2][j] ?? 0]]),
    shape: [2, 7],
  },
  {
    op: 'concat',
    name: 'split of [5] into [2, 0, 3], put together backwards',
    inputs: [{ shape: [5] }],
    run: ([x]) => concat(split(x, [2, 0, 3]).reverse()),
    reference: gathered([[5]], [5], ([i = 0]) => [0, [[2, 3, 4, 0, 1][i] ?? 0]]),
    shape: [5],
  },
  {
    op: 'concat',
    name: 'u32',
    inputs: [
      { shape: [2], dtype: 'u32', values: [1, 2 ** 32 - 1] },
      { shape: [1], dtype: 'u32', values: [7] },
    ],
    run: ([a, b]) => concat([a, b]),
    reference: () => [1, 2 ** 32 - 1, 7],
    shape: [3],
    dtype: 'u32',
  },
];
