import type { Shape } from '../../src/index.ts';
import type { ConformanceCase } from './conformanceCase.ts';
import { build, ravel } from './references.ts';

const plans: readonly { shape: Shape; diagonal: number }[] = [
  { shape: [1, 1], diagonal: 0 },
  { shape: [0, 3], diagonal: 0 },
  { shape: [4, 4], diagonal: 0 },
  { shape: [3, 5], diagonal: 1 },
  { shape: [5, 3], diagonal: -2 },
  { shape: [3, 5], diagonal: 9 },
  { shape: [3, 5], diagonal: -9 },
  { shape: [2, 3, 4, 5], diagonal: 0 },
  { shape: [70, 131], diagonal: 3 },
];

/** Cases of tril and triu; `keeps` says whether an element so far right of the diagonal stays. */
export function triangleCases(
  op: 'tril' | 'triu',
  keeps: (right: number) => boolean,
): readonly ConformanceCase[] {
  return [
    ...plans.map(({ shape, diagonal }): ConformanceCase => ({
      op,
      name: `[${shape.join(', ')}], diagonal ${diagonal}`,
      inputs: [{ shape }],
      run: ([x]) => x[op](diagonal),
      reference: ([x]) =>
        build(shape, (index) => {
          const [row = 0, column = 0] = index.slice(-2);
          return keeps(column - row - diagonal) ? (x[ravel(index, shape)] ?? NaN) : 0;
        }),
      shape,
    })),
    {
      op,
      name: 'bools',
      inputs: [{ shape: [3, 3], dtype: 'bool', values: [1, 1, 1, 1, 1, 1, 1, 1, 1] }],
      run: ([x]) => x[op](),
      reference: () => build([3, 3], ([row = 0, column = 0]) => Number(keeps(column - row))),
      shape: [3, 3],
      dtype: 'bool',
    },
  ];
}
