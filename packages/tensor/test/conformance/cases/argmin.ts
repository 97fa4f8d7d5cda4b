import { argmin, type Shape } from '../../../src/index.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { reduced } from '../references.ts';

const plans: readonly { shape: Shape; axis?: number }[] = [
  { shape: [1] },
  { shape: [7] },
  { shape: [3, 5] },
  { shape: [3, 5], axis: 0 },
  { shape: [2, 3, 4], axis: 1 },
  { shape: [0, 3] },
  { shape: [5, 4099] },
  { shape: [300, 7], axis: 0 },
  { shape: [257, 2] },
];

const special = [1, NaN, 2, NaN, NaN, NaN, -Infinity, -Infinity, -Infinity, 3, 1, 3, -0, 0, 0, -2, -1, -3];

export const cases: readonly ConformanceCase[] = [
  ...plans.map(({ shape, axis = -1 }): ConformanceCase => {
    const normal = axis < 0 ? axis + shape.length : axis;
    return {
      op: 'argmin',
      name: `[${shape.join(', ')}] over axis ${axis}`,
      inputs: [{ shape }],
      run: ([x]) => argmin(x, axis),
      reference: reduced(shape, [normal], firstSmallest),
      shape: shape.filter((_, i) => i !== normal),
      dtype: 'i32',
      gradients: 'none',
    };
  }),
  // Many equal ones: the first must win whichever invocation sees it.
  {
    op: 'argmin',
    name: 'ties',
    inputs: [{ shape: [4, 700], dtype: 'f32', integers: 2 }],
    run: ([x]) => argmin(x),
    reference: reduced([4, 700], [1], firstSmallest),
    shape: [4],
    dtype: 'i32',
    gradients: 'none',
  },
  {
    op: 'argmin',
    name: 'special values',
    inputs: [{ shape: [6, 3], values: special }],
    run: ([x]) => argmin(x),
    reference: reduced([6, 3], [1], firstSmallest),
    shape: [6],
    dtype: 'i32',
    gradients: 'none',
  },
];

function firstSmallest(values: readonly number[]): number {
  const nan = values.findIndex(Number.isNaN);
  return nan >= 0 ? nan : values.findIndex((value) => values.every((other) => other >= value));
}
