import { l1Loss, type Reduction, type Tensor } from '../../../src/index.ts';
import { lossCases, specialLosses } from '../lossCases.ts';

const run = (x: Tensor, targets: Tensor, reduction: Reduction) => l1Loss(x, targets, { reduction });
const reference = (x: number, t: number) => Math.abs(x - t);

export const cases = [
  ...lossCases('l1Loss', run, reference),
  specialLosses('l1Loss', run, reference, [
    [1, 1],
    [NaN, 0],
    [0, Infinity],
    [-1e30, 1e30],
  ]),
  {
    op: 'l1Loss' as const,
    name: 'equal values have no slope',
    inputs: [
      { shape: [3], values: [1, 2, -3] },
      { shape: [3], values: [1, 1, -3] },
    ],
    run: ([x, t]: readonly [Tensor, Tensor, ...Tensor[]]) => l1Loss(x, t, { reduction: 'sum' }),
    reference: ([x, t]: readonly [Float64Array, Float64Array, ...Float64Array[]]) => [
      x.reduce((sum, value, i) => sum + Math.abs(value - (t[i] ?? NaN)), 0),
    ],
    shape: [],
  },
];
