import type { ConformanceCase } from '../conformanceCase.ts';
import { unaryCases } from '../unaryCases.ts';

export const cases: readonly ConformanceCase[] = unaryCases('square', (x) => x * x, {
  special: [0, -0, Infinity, -Infinity, NaN, 1e15, 1e20, -1e30],
});
