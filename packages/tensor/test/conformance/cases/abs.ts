import type { ConformanceCase } from '../conformanceCase.ts';
import { mapped } from '../references.ts';
import { unaryCases } from '../unaryCases.ts';

export const cases: readonly ConformanceCase[] = [
  ...unaryCases('abs', Math.abs, {
    special: [0, -0, Infinity, -Infinity, NaN, -1e30],
  }),
  {
    op: 'abs',
    name: 'i32',
    inputs: [{ shape: [6], dtype: 'i32', values: [0, 1, -1, 7, 2 ** 31 - 1, -(2 ** 31)] }],
    run: ([x]) => x.abs(),
    reference: mapped((x) => Math.abs(x) | 0),
    shape: [6],
    dtype: 'i32',
  },
];
