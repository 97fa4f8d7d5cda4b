import type { ConformanceCase } from '../conformanceCase.ts';
import { unaryCases } from '../unaryCases.ts';

export const cases: readonly ConformanceCase[] = unaryCases('atan', Math.atan, {
  special: [0, -0, Infinity, -Infinity, NaN, 1, -1, 1e-20, 0.41421356, 2.4142, -1e30],
  range: [-5, 5],
});
