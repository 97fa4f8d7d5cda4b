import type { ConformanceCase } from '../conformanceCase.ts';
import { unaryCases } from '../unaryCases.ts';

export const cases: readonly ConformanceCase[] = unaryCases('rsqrt', (x) => 1 / Math.sqrt(x), {
  range: [0.1, 9],
  special: [0, Infinity, -Infinity, NaN, -1, 1e-20, 1e30],
  tolerance: { absolute: 1e-6, relative: 1e-6 },
});
