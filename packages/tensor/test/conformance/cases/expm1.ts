import type { ConformanceCase } from '../conformanceCase.ts';
import { unaryCases } from '../unaryCases.ts';

export const cases: readonly ConformanceCase[] = unaryCases('expm1', Math.expm1, {
  special: [...[0, -0, Infinity, -Infinity, NaN], 1e-10, -1e-6, 88.5, 90, -80, -200],
  range: [-5, 4],
  tolerance: { absolute: 1e-7, relative: 2e-6 },
});
