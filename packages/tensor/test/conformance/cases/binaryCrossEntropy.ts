import { binaryCrossEntropy, type Reduction, type Tensor } from '../../../src/index.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { lossCases, reducedLosses, specialLosses } from '../lossCases.ts';

const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const loss =
  (weight = 1) =>
  (x: number, t: number) =>
    (1 - t) * softplus(x) + weight * t * softplus(-x);
const run = (x: Tensor, targets: Tensor, reduction: Reduction) =>
  binaryCrossEntropy(x, targets, { reduction });

function weighted(shape: readonly number[], axes: number, reduction: Reduction): ConformanceCase {
  const last = shape.slice(shape.length - axes);
  return {
    op: 'binaryCrossEntropy',
    name: `[${shape.join(', ')}], weights [${last.join(', ')}], ${reduction}`,
    inputs: [
      { shape, range: [-4, 4] },
      { shape, range: [0, 1] },
      { shape: last, range: [0.2, 3] },
    ],
    run: ([x, t, posWeight]) => binaryCrossEntropy(x, t, { reduction, posWeight }),
    reference: ([x, t, w]) =>
      reducedLosses(
        x.map((value, i) => loss(w[i % w.length])(value, t[i] ?? NaN)),
        reduction,
      ),
    shape: reduction === 'none' ? shape : [],
    gradients: [true, true, false],
  };
}

export const cases: readonly ConformanceCase[] = [
  ...lossCases('binaryCrossEntropy', run, loss(), { range: [-6, 6], targets: [0, 1] }),
  ...lossCases(
    'binaryCrossEntropy',
    (x, targets, reduction) => binaryCrossEntropy(x, targets, { reduction, posWeight: 2.5 }),
    loss(2.5),
    { range: [-6, 6], targets: [0, 1], prefix: 'posWeight 2.5 ' },
  ),
  weighted([4, 3], 1, 'mean'),
  weighted([2, 3, 5], 2, 'none'),
  weighted([7], 0, 'sum'),
  specialLosses('binaryCrossEntropy', run, loss(), [
    [200, 1],
    [200, 0],
    [-200, 1],
    [-200, 0],
    [20, 1],
    [2.3, 1],
    [0, 0.5],
    [NaN, 0.5],
  ]),
];
