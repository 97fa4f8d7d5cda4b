import type { Shape } from '../../../src/index.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { gathered } from '../references.ts';

const plans: readonly (readonly [Shape, readonly number[]])[] = [
  [[], []],
  [[5], [0]],
  [
    [3, 5],
    [1, 0],
  ],
  [
    [3, 0],
    [1, 0],
  ],
  [
    [2, 3, 4],
    [2, 0, 1],
  ],
  [
    [2, 3, 4, 5],
    [0, 2, 1, 3],
  ],
  [
    [2, 1, 3, 2, 2],
    [4, 3, 2, 1, 0],
  ],
  [
    [33, 65],
    [1, 0],
  ],
  [
    [3, 1, 2, 1, 2, 2, 3],
    [6, 1, 0, 4, 3, 5, 2],
  ],
];

export const cases: readonly ConformanceCase[] = [
  ...plans.map(([shape, axes]): ConformanceCase => {
    const out = axes.map((axis) => shape[axis] ?? 1);
    return {
      op: 'permute',
      name: `[${shape.join(', ')}] to axes [${axes.join(', ')}]`,
      inputs: [{ shape }],
      run: ([x]) => x.permute(...axes),
      reference: gathered([shape], out, (index) => [
        0,
        axes.map((_, axis) => index[axes.indexOf(axis)] ?? 0),
      ]),
      shape: out,
    };
  }),
  {
    op: 'permute',
    name: 'transpose of two axes',
    inputs: [{ shape: [2, 3, 5] }],
    run: ([x]) => x.transpose(0, -1),
    reference: gathered([[2, 3, 5]], [5, 3, 2], ([i = 0, j = 0, k = 0]) => [0, [k, j, i]]),
    shape: [5, 3, 2],
  },
  {
    op: 'permute',
    name: 'whole numbers',
    inputs: [{ shape: [3, 4], integers: 1000 }],
    run: ([x]) => x.transpose(),
    reference: gathered([[3, 4]], [4, 3], ([i = 0, j = 0]) => [0, [j, i]]),
    shape: [4, 3],
    dtype: 'i32',
  },
  {
    op: 'permute',
    name: 'bools',
    inputs: [{ shape: [2, 2], dtype: 'bool', values: [1, 1, 0, 0] }],
    run: ([x]) => x.transpose(),
    reference: () => [1, 0, 1, 0],
    shape: [2, 2],
    dtype: 'bool',
  },
];
