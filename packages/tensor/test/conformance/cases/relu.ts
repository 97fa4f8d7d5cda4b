import type { ConformanceCase } from '../conformanceCase.ts';
import { unaryCases } from '../unaryCases.ts';

export const cases: readonly ConformanceCase[] = unaryCases('relu', (x) => (x <= 0 ? 0 : x), {
  special: [0, -0, Infinity, -Infinity, NaN, 1e-30, -1e30],
});
