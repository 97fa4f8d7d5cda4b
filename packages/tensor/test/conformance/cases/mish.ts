import type { ConformanceCase } from '../conformanceCase.ts';
import { unaryCases } from '../unaryCases.ts';

export const cases: readonly ConformanceCase[] = unaryCases(
  'mish',
  (x) => x * Math.tanh(Math.log1p(Math.exp(x))),
  {
    special: [0, -0, Infinity, NaN, 19, 30, 1e30, -30, -80],
    range: [-6, 6],
  },
);
