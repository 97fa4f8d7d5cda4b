import type { Shape } from '../../../src/index.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { gathered } from '../references.ts';

const plans: readonly { shape: Shape; axis?: number | readonly number[] }[] = [
  { shape: [] },
  { shape: [7] },
  { shape: [0, 3] },
  { shape: [3, 5] },
  { shape: [3, 5], axis: 0 },
  { shape: [3, 5], axis: -1 },
  { shape: [2, 3, 4], axis: [0, 2] },
  { shape: [2, 3, 4, 5], axis: [1, -1] },
  { shape: [3, 1031], axis: 1 },
];

export const cases: readonly ConformanceCase[] = [
  ...plans.map(({ shape, axis }): ConformanceCase => {
    const given = axis === undefined ? shape.map((_, i) => i) : typeof axis === 'number' ? [axis] : axis;
    const axes = given.map((one) => (one < 0 ? one + shape.length : one));
    return {
      op: 'flip',
      name: `[${shape.join(', ')}] along ${axis === undefined ? 'all' : JSON.stringify(axis)}`,
      inputs: [{ shape }],
      run: ([x]) => x.flip(axis),
      reference: gathered([shape], shape, (index) => [
        0,
        index.map((at, i) => (axes.includes(i) ? (shape[i] ?? 0) - 1 - at : at)),
      ]),
      shape,
    };
  }),
  {
    op: 'flip',
    name: 'bools',
    inputs: [{ shape: [5], dtype: 'bool', integers: 2 }],
    run: ([x]) => x.flip(),
    reference: ([x]) => x.toReversed(),
    shape: [5],
    dtype: 'bool',
  },
];
