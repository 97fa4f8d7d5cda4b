import type { ConformanceCase } from '../conformanceCase.ts';
import { reduced } from '../references.ts';
import { reductionCases } from '../reductionCases.ts';

/** Σ (x − mean)² / (n − correction). */
const spread =
  (correction: number) =>
  (values: readonly number[]): number => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return squares / Math.max(0, values.length - correction);
  };

export const cases: readonly ConformanceCase[] = [
  // Groups of one have no sample variance; those of none have nothing.
  ...reductionCases('variance', spread(1), {
    run: (x, axis, { keepDims }) => x.var(axis, { keepDims }),
  }).filter(({ name }) => !/^\[(|1, 1)\]|over axis \[\]/.test(name)),
  ...reductionCases('variance', spread(0), {
    prefix: 'correction 0 ',
    run: (x, axis, { keepDims }) => x.var(axis, { keepDims, correction: 0 }),
  }),
  {
    op: 'variance',
    name: 'far from 0',
    inputs: [{ shape: [4, 300], range: [10000, 10001] }],
    run: ([x]) => x.var(1),
    reference: reduced([4, 300], [1], spread(1)),
    shape: [4],
    gradients: 'none',
    tolerance: { absolute: 1e-6, relative: 1e-5 },
  },
  {
    op: 'variance',
    name: 'of one element',
    inputs: [{ shape: [3, 1] }],
    run: ([x]) => x.var(1),
    reference: () => [NaN, NaN, NaN],
    shape: [3],
    gradients: 'none',
  },
];
