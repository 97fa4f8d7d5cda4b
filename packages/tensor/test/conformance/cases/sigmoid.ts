import type { ConformanceCase } from '../conformanceCase.ts';
import { unaryCases } from '../unaryCases.ts';

export const cases: readonly ConformanceCase[] = unaryCases('sigmoid', (x) => 1 / (1 + Math.exp(-x)), {
  range: [-12, 12],
  special: [0, -0, Infinity, -Infinity, NaN, 200, -80, -200, 1e30, -1e30],
});
