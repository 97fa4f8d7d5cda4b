import type { Shape } from '../../../src/index.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { reductionCases } from '../reductionCases.ts';

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const many: Shape = [65539, 2];

export const cases: readonly ConformanceCase[] = [
  ...reductionCases('sum', total, {
    // Of up to 10,007 values: about 4e-9 of the sum of their sizes.
    tolerance: { absolute: 4e-5, relative: 2e-6 },
    empty: true,
  }),
  ...reductionCases('sum', (values) => total(values) | 0, {
    dtype: 'i32',
    prefix: 'i32 ',
    range: [-(2 ** 28), 2 ** 28],
    empty: true,
  }),
  ...reductionCases('sum', (values) => total(values) >>> 0, {
    dtype: 'u32',
    prefix: 'u32 ',
    range: [0, 2 ** 28],
    empty: true,
  }),
  ...reductionCases('sum', total, {
    dtype: 'bool',
    resultDtype: 'i32',
    prefix: 'bool ',
    range: [0, 2],
    empty: true,
  }),
  {
    op: 'sum',
    name: 'many outputs',
    inputs: [{ shape: many }],
    run: ([x]) => x.sum(1),
    reference: ([x]) => Float64Array.from({ length: 65539 }, (_, i) => (x[2 * i] ?? 0) + (x[2 * i + 1] ?? 0)),
    shape: [65539],
  },
];
