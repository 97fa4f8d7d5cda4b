import type { ConformanceCase } from '../conformanceCase.ts';
import { unaryCases } from '../unaryCases.ts';

export const cases: readonly ConformanceCase[] = unaryCases('log2', Math.log2, {
  special: [...[0, -0, Infinity, -Infinity, NaN], 1, 2, 8, 1024, 0.125, -1, 1e-37, 1e30, 0.9999999],
  range: [0.1, 9],
});
