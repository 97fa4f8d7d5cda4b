import type { ConformanceCase } from '../conformanceCase.ts';
import { unaryCases } from '../unaryCases.ts';

export const cases: readonly ConformanceCase[] = unaryCases(
  'hardSwish',
  (x) => (x * Math.min(Math.max(x + 3, 0), 6)) / 6,
  {
    special: [0, -0, Infinity, NaN, 3, -3, 4, -1e30],
    range: [-5, 5],
  },
);
