import type { ConformanceCase } from '../conformanceCase.ts';
import { unaryCases } from '../unaryCases.ts';

export const cases: readonly ConformanceCase[] = unaryCases('floor', Math.floor, {
  special: [...[0, -0, Infinity, -Infinity, NaN], 1.5, -1.5, 2.5, -0.2, 1e9],
});
