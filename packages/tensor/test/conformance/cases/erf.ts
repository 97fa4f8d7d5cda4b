import type { ConformanceCase } from '../conformanceCase.ts';
import { erf } from '../erf.ts';
import { unaryCases } from '../unaryCases.ts';

export const cases: readonly ConformanceCase[] = unaryCases('erf', erf, {
  special: [...[0, -0, Infinity, -Infinity, NaN], 1e-30, 1e-3, 3, -4, 10, -30],
  range: [-3, 3],
});
