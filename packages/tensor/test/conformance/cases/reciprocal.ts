import type { ConformanceCase } from '../conformanceCase.ts';
import { unaryCases } from '../unaryCases.ts';

export const cases: readonly ConformanceCase[] = unaryCases('reciprocal', (x) => 1 / x, {
  special: [...[0, -0, Infinity, -Infinity, NaN], 4, -1e30, 1e-30],
  range: [0.3, 3],
});
