import type { Shape, Tensor } from '../../src/index.ts';
import type { ConformanceCase } from './conformanceCase.ts';
import { reduced } from './references.ts';

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

/** Cases of argmax and argmin: where the first NaN is, or else the first element that `isBefore` sets before all others. */
export function extremeIndexCases(
  op: 'argmax' | 'argmin',
  run: (x: Tensor, axis?: number) => Tensor,
  isBefore: (a: number, b: number) => boolean,
): readonly ConformanceCase[] {
  const first = (values: readonly number[]) => {
    const nan = values.findIndex(Number.isNaN);
    return nan >= 0 ? nan : values.findIndex((value) => !values.some((other) => isBefore(other, value)));
  };
  return [
    ...plans.map(({ shape, axis = -1 }): ConformanceCase => {
      const normal = axis < 0 ? axis + shape.length : axis;
      return {
        op,
        name: `[${shape.join(', ')}] over axis ${axis}`,
        inputs: [{ shape }],
        run: ([x]) => run(x, axis),
        reference: reduced(shape, [normal], first),
        shape: shape.filter((_, i) => i !== normal),
        dtype: 'i32',
        gradients: 'none',
      };
    }),
    // Many equal ones: the first must win whichever invocation sees it.
    {
      op,
      name: 'ties',
      inputs: [{ shape: [4, 700], dtype: 'f32', integers: 2 }],
      run: ([x]) => run(x),
      reference: reduced([4, 700], [1], first),
      shape: [4],
      dtype: 'i32',
      gradients: 'none',
    },
    {
      op,
      name: 'special values',
      inputs: [{ shape: [6, 3], values: special }],
      run: ([x]) => run(x),
      reference: reduced([6, 3], [1], first),
      shape: [6],
      dtype: 'i32',
      gradients: 'none',
    },
  ];
}
