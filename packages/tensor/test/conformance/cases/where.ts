import type { ConformanceCase } from '../conformanceCase.ts';
import { maskedFill, where, type Shape } from '../../../src/index.ts';
import { broadcast } from '../references.ts';

const shapes: readonly (readonly [Shape, Shape, Shape, Shape])[] = [
  [[], [], [], []],
  [[0], [0], [0], [0]],
  [[1], [1], [1], [1]],
  [
    [3, 5],
    [3, 5],
    [3, 5],
    [3, 5],
  ],
  [[5], [3, 5], [], [3, 5]],
  [[2, 1], [1, 3], [], [2, 3]],
  [[2, 3], [1, 1], [3], [2, 3]],
  [[1031], [1031], [1031], [1031]],
];
const choose = (condition: number, a: number, b: number): number => (condition !== 0 ? a : b);

export const cases: readonly ConformanceCase[] = [
  {
    op: 'where',
    name: 'maskedFill of [3, 5] by [5]',
    inputs: [{ shape: [3, 5] }, { shape: [5], dtype: 'i32', values: [1, 0, 0, 2, 0] }],
    run: ([x, mask]) => maskedFill(x, mask, -0.5),
    reference: ([x, mask]) => x.map((value, i) => (mask[i % 5] === 0 ? value : -0.5)),
    shape: [3, 5],
  },
  ...shapes.map(([condition, a, b, shape]): ConformanceCase => ({
    op: 'where',
    name: `[${condition.join(', ')}] ? [${a.join(', ')}] : [${b.join(', ')}]`,
    inputs: [{ shape: condition, integers: 2 }, { shape: a }, { shape: b }],
    run: ([c, x, y]) => where(c, x, y),
    reference: broadcast([condition, a, b], shape, choose),
    shape,
  })),
  {
    op: 'where',
    name: 'numbers and a condition of floats',
    inputs: [{ shape: [6], values: [0, -0, 1, -1, NaN, 1e-30] }],
    run: ([c]) => where(c, 2, -Infinity),
    reference: broadcast([[6]], [6], (c) => choose(c, 2, -Infinity)),
    shape: [6],
    gradients: 'none',
  },
  {
    op: 'where',
    name: 'a bool condition, and a number beside whole numbers',
    inputs: [
      { shape: [3, 1], dtype: 'bool', integers: 2 },
      { shape: [4], dtype: 'u32', integers: 100 },
    ],
    run: ([c, x]) => where(c, x, 3),
    reference: broadcast([[3, 1], [4]], [3, 4], (c, x) => choose(c, x, 3)),
    shape: [3, 4],
    dtype: 'u32',
  },
  {
    op: 'where',
    name: 'bools',
    inputs: [
      { shape: [7], dtype: 'bool', integers: 2 },
      { shape: [7], dtype: 'bool', integers: 2 },
      { shape: [7], dtype: 'bool', integers: 2 },
    ],
    run: ([c, x, y]) => where(c, x, y),
    reference: broadcast([[7], [7], [7]], [7], choose),
    shape: [7],
    dtype: 'bool',
  },
  {
    op: 'where',
    name: 'whole numbers',
    inputs: [
      { shape: [7], integers: 2 },
      { shape: [7], integers: 100 },
      { shape: [7], integers: 100 },
    ],
    run: ([c, x, y]) => where(c, x, y),
    reference: broadcast([[7], [7], [7]], [7], choose),
    shape: [7],
    dtype: 'i32',
  },
];
