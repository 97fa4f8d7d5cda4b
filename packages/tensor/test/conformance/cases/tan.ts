import type { ConformanceCase } from '../conformanceCase.ts';
import { unaryCases } from '../unaryCases.ts';

export const cases: readonly ConformanceCase[] = unaryCases('tan', Math.tan, {
  special: [...[0, -0, Infinity, -Infinity, NaN], 100.5, 1e-20],
  range: [-1.2, 1.2],
});
