import type { ConformanceCase } from '../conformanceCase.ts';
import { unaryCases } from '../unaryCases.ts';

export const cases: readonly ConformanceCase[] = unaryCases('log', Math.log, {
  range: [0.01, 9],
  special: [0, -0, Infinity, -Infinity, NaN, -1, 1e-37, 1e30, 1, 2, 0.9999999, 1.0000001],
  gradientTolerance: { absolute: 1e-5, relative: 3e-6 },
});
