import type { ConformanceCase } from '../conformanceCase.ts';
import { unaryCases } from '../unaryCases.ts';

export const cases: readonly ConformanceCase[] = unaryCases(
  'hardSigmoid',
  (x) => Math.min(Math.max(x / 6 + 0.5, 0), 1),
  {
    special: [...[0, -0, Infinity, -Infinity, NaN], 3, -3, 4],
    range: [-5, 5],
  },
);
