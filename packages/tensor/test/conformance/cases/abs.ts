import type { ConformanceCase } from '../conformanceCase.ts';
import { unaryCases } from '../unaryCases.ts';

export const cases: readonly ConformanceCase[] = unaryCases('abs', Math.abs, {
  special: [0, -0, Infinity, -Infinity, NaN, -1e30],
});
