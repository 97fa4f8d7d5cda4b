import type { Shape } from '../../../src/index.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { reductionCases } from '../reductionCases.ts';

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const many: Shape = [65539, 2];

export const cases: readonly ConformanceCase[] = [
  ...reductionCases('sum', total, { tolerance: { absolute: 1e-5, relative: 2e-6 }, empty: 0 }),
  // One workgroup per output: more of them than one dimension of a dispatch can count.
  {
    op: 'sum',
    name: 'more than 65,535 workgroups',
    inputs: [{ shape: many }],
    run: ([x]) => x.sum(1),
    reference: ([x]) => Float64Array.from({ length: 65539 }, (_, i) => (x[2 * i] ?? 0) + (x[2 * i + 1] ?? 0)),
    shape: [65539],
  },
];
