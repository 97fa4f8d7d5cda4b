import type { ConformanceCase } from '../conformanceCase.ts';
import { mapped } from '../references.ts';
import { unaryCases } from '../unaryCases.ts';

export const cases: readonly ConformanceCase[] = [
  ...unaryCases('neg', (x) => -x, {
    special: [0, -0, Infinity, -Infinity, NaN, 1e30],
  }),
  {
    op: 'neg',
    name: 'i32',
    inputs: [{ shape: [6], dtype: 'i32', values: [0, 1, -1, 7, 2 ** 31 - 1, -(2 ** 31)] }],
    run: ([x]) => x.neg(),
    reference: mapped((x) => -x | 0),
    shape: [6],
    dtype: 'i32',
  },
  {
    op: 'neg',
    name: 'u32',
    inputs: [{ shape: [5], dtype: 'u32', values: [0, 1, 7, 2 ** 31, 2 ** 32 - 1] }],
    run: ([x]) => x.neg(),
    reference: mapped((x) => -x >>> 0),
    shape: [5],
    dtype: 'u32',
  },
];
