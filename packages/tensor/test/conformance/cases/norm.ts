import type { ConformanceCase } from '../conformanceCase.ts';
import { reductionCases } from '../reductionCases.ts';

const sizes = (values: readonly number[]): number[] => values.map(Math.abs);
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

const shared = { tolerance: { absolute: 4e-5, relative: 2e-6 } };

export const cases: readonly ConformanceCase[] = [
  ...reductionCases('norm', (values) => Math.sqrt(total(values.map((value) => value * value))), {
    ...shared,
    empty: true,
  }),
  ...reductionCases('norm', (values) => total(sizes(values)), {
    ...shared,
    empty: true,
    prefix: 'p = 1 ',
    run: (x, axis, { keepDims }) => x.norm(axis, { keepDims, p: 1 }),
  }),
  ...reductionCases('norm', (values) => sizes(values).reduce((a, b) => Math.max(a, b)), {
    prefix: 'p = ∞ ',
    run: (x, axis, { keepDims }) => x.norm(axis, { keepDims, p: Infinity }),
  }),
];
