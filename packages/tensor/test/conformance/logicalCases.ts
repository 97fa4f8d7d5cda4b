import type { Shape } from '../../src/index.ts';
import type { ConformanceCase } from './conformanceCase.ts';
import { broadcast } from './references.ts';

const pairs: readonly (readonly [Shape, Shape, Shape])[] = [
  [[], [], []],
  [[0, 3], [3], [0, 3]],
  [
    [3, 5],
    [3, 5],
    [3, 5],
  ],
  [
    [4, 1],
    [1, 3],
    [4, 3],
  ],
  [[1031], [1031], [1031]],
];
const numbers = [0, -0, 1, NaN, 1e-40, -3];

/** A connective of bool tensors, and of numbers, which count as true unless they are 0. */
export function logicalCases(
  op: 'logicalAnd' | 'logicalOr' | 'logicalXor',
  f: (a: boolean, b: boolean) => boolean,
): ConformanceCase[] {
  const truth = (a: number, b: number): number => Number(f(a !== 0, b !== 0));
  const shared = { op, dtype: 'bool', gradients: 'none' } as const;
  return [
    ...pairs.map(([a, b, shape]): ConformanceCase => ({
      ...shared,
      name: `[${a.join(', ')}] with [${b.join(', ')}]`,
      inputs: [
        { shape: a, dtype: 'bool', integers: 2 },
        { shape: b, dtype: 'bool', integers: 2 },
      ],
      run: ([a, b]) => a[op](b),
      reference: broadcast([a, b], shape, truth),
      shape,
    })),
    {
      ...shared,
      name: 'f32 with i32',
      inputs: [
        { shape: [6, 1], values: numbers },
        { shape: [2], dtype: 'i32', values: [0, -2] },
      ],
      run: ([a, b]) => a[op](b),
      reference: broadcast([[6, 1], [2]], [6, 2], truth),
      shape: [6, 2],
    },
  ];
}
