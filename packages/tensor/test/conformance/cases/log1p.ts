import type { ConformanceCase } from '../conformanceCase.ts';
import { unaryCases } from '../unaryCases.ts';

export const cases: readonly ConformanceCase[] = unaryCases('log1p', Math.log1p, {
  special: [...[0, -0, Infinity, -Infinity, NaN], 1e-10, -1e-6, -1, -2, 1e30, 1e-37],
  range: [-0.9, 5],
  tolerance: { absolute: 1e-7, relative: 2e-6 },
  gradientTolerance: 1e-4,
});
