import type { ConformanceCase } from '../conformanceCase.ts';
import { unaryCases } from '../unaryCases.ts';

export const cases: readonly ConformanceCase[] = unaryCases('sin', Math.sin, {
  special: [...[0, -0, Infinity, -Infinity, NaN], 8000.5, -3141.59, Math.PI, 1e-20],
  range: [-30, 30],
});
