import type { DType, Shape } from '../../src/index.ts';
import type { ConformanceCase } from './conformanceCase.ts';
import { broadcast } from './references.ts';

type Comparison = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge';

const pairs: readonly (readonly [Shape, Shape, Shape])[] = [
  [[], [], []],
  [[0, 3], [3], [0, 3]],
  [
    [3, 5],
    [3, 5],
    [3, 5],
  ],
  [
    [2, 1, 3, 1],
    [1, 2, 1, 5],
    [2, 2, 3, 5],
  ],
  [[3, 4099], [4099], [3, 4099]],
];

/** Values whose pairs show order, equality and what is not ordered. */
const corners: Readonly<Record<Exclude<DType, 'f16'>, readonly number[]>> = {
  f32: [0, -0, 1, -1, 1e-40, -1e-40, 3.5, -3.5, Infinity, -Infinity, NaN],
  i32: [0, 1, -1, 7, -7, 2 ** 31 - 1, -(2 ** 31)],
  u32: [0, 1, 7, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1],
  bool: [0, 1],
};

/** A relation over every dtype: broadcasting, all pairs of corner values, a number. */
export function comparisonCases(op: Comparison, f: (a: number, b: number) => boolean): ConformanceCase[] {
  const truth = (a: number, b: number): number => Number(f(a, b));
  const shared = { op, dtype: 'bool', gradients: 'none' } as const;
  const shaped = pairs.map(([a, b, shape]): ConformanceCase => ({
    ...shared,
    name: `[${a.join(', ')}] with [${b.join(', ')}]`,
    // Few values, so that some are equal.
    inputs: [
      { shape: a, dtype: 'f32', integers: 3 },
      { shape: b, dtype: 'f32', integers: 3 },
    ],
    run: ([a, b]) => a[op](b),
    reference: broadcast([a, b], shape, truth),
    shape,
  }));
  const byDType = (Object.keys(corners) as (keyof typeof corners)[]).flatMap((dtype): ConformanceCase[] => {
    const n = corners[dtype].length;
    return [
      {
        ...shared,
        name: `pairs of ${dtype}`,
        inputs: [
          { shape: [n, 1], dtype, values: corners[dtype] },
          { shape: [n], dtype, values: corners[dtype] },
        ],
        run: ([a, b]) => a[op](b),
        reference: broadcast([[n, 1], [n]], [n, n], truth),
        shape: [n, n],
      },
      {
        ...shared,
        name: `${dtype} with a number`,
        inputs: [{ shape: [n], dtype, values: corners[dtype] }],
        run: ([a]) => a[op](1),
        reference: broadcast([[n]], [n], (a) => truth(a, 1)),
        shape: [n],
      },
    ];
  });
  return [...shaped, ...byDType];
}
