import type { ConformanceCase } from '../conformanceCase.ts';
import { reduced } from '../references.ts';
import { reductionCases } from '../reductionCases.ts';

const special = [NaN, 1, 2, 3, Infinity, -1, -Infinity, -Infinity, -Infinity, -3, -2, -1, 0, NaN, NaN];

export const cases: readonly ConformanceCase[] = [
  ...reductionCases('max', (values) => values.reduce((a, b) => Math.max(a, b)), {}),
  ...reductionCases('max', (values) => values.reduce((a, b) => Math.max(a, b)), {
    dtype: 'i32',
    prefix: 'i32 ',
    range: [-(2 ** 20), 2 ** 20],
  }),
  ...reductionCases('max', (values) => values.reduce((a, b) => Math.max(a, b)), {
    dtype: 'u32',
    prefix: 'u32 ',
    range: [0, 2 ** 20],
  }),
  {
    op: 'max',
    name: 'special values',
    inputs: [{ shape: [5, 3], values: special }],
    run: ([x]) => x.max(1),
    reference: reduced([5, 3], [1], (values) => Math.max(...values)),
    shape: [5],
    gradients: 'none',
  },
  // Central differences see each of n equal largest values with 1/2: only pairs agree with the even share.
  {
    op: 'max',
    name: 'two equal largest values',
    inputs: [{ shape: [2, 4], values: [3, 1, 3, 2, -1, -1, -4, -2] }],
    run: ([x]) => x.max(1),
    reference: reduced([2, 4], [1], (values) => Math.max(...values)),
    shape: [2],
  },
];
