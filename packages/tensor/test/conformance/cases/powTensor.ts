import { binaryCases } from '../binaryCases.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { broadcast } from '../references.ts';

const bases = [0, 1, -1, 2, -2, 0.5, Infinity, 100];
const exponents = [0, 1, 2, 3, -1, -2, 0.5, -0.5];

export const cases: readonly ConformanceCase[] = [
  ...binaryCases('powTensor', (x, p) => x ** p, {
    range: [0.3, 3],
    secondRange: [-2, 2],
    special: bases.flatMap((x) => exponents.map((p) => [x, p] as const)),
    run: (x, p) => x.pow(p),
    tolerance: 4e-6,
    gradientTolerance: 4e-5,
  }),
  {
    op: 'powTensor',
    name: 'negative bases',
    inputs: [
      { shape: [3, 5], range: [-3, -0.4] },
      { shape: [5], values: [2, -1, 0, 3, 0.5] },
    ],
    run: ([x, p]) => x.pow(p),
    reference: broadcast([[3, 5], [5]], [3, 5], (x, p) => x ** p),
    shape: [3, 5],
    gradients: 'none',
    tolerance: 4e-6,
  },
];
