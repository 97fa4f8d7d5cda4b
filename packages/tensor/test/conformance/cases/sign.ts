import type { ConformanceCase } from '../conformanceCase.ts';
import { unaryCases } from '../unaryCases.ts';

export const cases: readonly ConformanceCase[] = unaryCases(
  'sign',
  (x) => (Number.isNaN(x) ? 0 : Math.sign(x)),
  {
    special: [...[0, -0, Infinity, -Infinity, NaN], 1e-30, -1e-40, 7],
  },
);
