import type { ConformanceCase } from '../conformanceCase.ts';
import { unaryCases } from '../unaryCases.ts';

export const cases: readonly ConformanceCase[] = unaryCases('sqrt', Math.sqrt, {
  range: [0.1, 9],
  special: [0, Infinity, -Infinity, NaN, -1, 1e-30, 1e30],
});
