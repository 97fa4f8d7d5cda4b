import type { Shape } from '../../../src/index.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { gathered } from '../references.ts';

const plans: readonly {
  shape: Shape;
  shift: number | readonly number[];
  axis: number | readonly number[];
}[] = [
  { shape: [7], shift: 2, axis: 0 },
  { shape: [7], shift: -9, axis: 0 },
  { shape: [7], shift: 0, axis: 0 },
  { shape: [0, 3], shift: 1, axis: 0 },
  { shape: [3, 5], shift: 1, axis: 0 },
  { shape: [3, 5], shift: [1, -2], axis: [0, -1] },
  { shape: [2, 4, 4, 3], shift: [2, 2], axis: [1, 2] },
  { shape: [3, 1031], shift: 400, axis: 1 },
];

export const cases: readonly ConformanceCase[] = plans.map(({ shape, shift, axis }) => {
  const shifts = typeof shift === 'number' ? [shift] : shift;
  const axes = (typeof axis === 'number' ? [axis] : axis).map((one) => (one < 0 ? one + shape.length : one));
  return {
    op: 'roll',
    name: `[${shape.join(', ')}] by ${JSON.stringify(shift)} along ${JSON.stringify(axis)}`,
    inputs: [{ shape }],
    run: ([x]) => x.roll(shift, axis),
    reference: gathered([shape], shape, (index) => [
      0,
      index.map((at, i) => {
        const length = shape[i] ?? 0;
        return (((at - (shifts[axes.indexOf(i)] ?? 0)) % length) + length) % length;
      }),
    ]),
    shape,
  };
});
