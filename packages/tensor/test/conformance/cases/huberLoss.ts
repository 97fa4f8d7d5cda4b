import { huberLoss, smoothL1Loss, type Reduction, type Tensor } from '../../../src/index.ts';
import { lossCases, specialLosses } from '../lossCases.ts';

const huber = (delta: number) => (x: number, t: number) => {
  const d = Math.abs(x - t);
  return d <= delta ? (d * d) / 2 : delta * (d - delta / 2);
};
const run = (x: Tensor, targets: Tensor, reduction: Reduction) => huberLoss(x, targets, { reduction });

export const cases = [
  ...lossCases('huberLoss', run, huber(1)),
  ...lossCases(
    'huberLoss',
    (x, targets, reduction) => huberLoss(x, targets, { reduction, delta: 0.3 }),
    huber(0.3),
    { prefix: 'delta 0.3 ' },
  ),
  ...lossCases(
    'huberLoss',
    (x, targets, reduction) => smoothL1Loss(x, targets, { reduction, beta: 0.5 }),
    (x, t) => huber(0.5)(x, t) / 0.5,
    { prefix: 'smoothL1Loss beta 0.5 ' },
  ),
  ...lossCases(
    'huberLoss',
    (x, targets, reduction) => smoothL1Loss(x, targets, { reduction, beta: 0 }),
    (x, t) => Math.abs(x - t),
    { prefix: 'smoothL1Loss beta 0 ' },
  ),
  specialLosses('huberLoss', run, huber(1), [
    [1, 1],
    [2, 1],
    [NaN, 0],
    [0, Infinity],
    [-1e30, 1e30],
  ]),
];
