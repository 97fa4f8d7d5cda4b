import type { ConformanceCase } from '../conformanceCase.ts';
import { reduced } from '../references.ts';
import { reductionCases } from '../reductionCases.ts';

const truth = (values: readonly number[]): number => Number(values.some((value) => value !== 0));
const numbers = [0, -0, 0, 1, 0, 0, NaN, 2, -1, 1e-40, 1, 1];

export const cases: readonly ConformanceCase[] = [
  ...reductionCases('any', truth, { dtype: 'bool', range: [0, 2], empty: true }),
  {
    op: 'any',
    name: 'of numbers',
    inputs: [{ shape: [4, 3], values: numbers }],
    run: ([x]) => x.any(1),
    reference: reduced([4, 3], [1], truth),
    shape: [4],
    dtype: 'bool',
    gradients: 'none',
  },
];
