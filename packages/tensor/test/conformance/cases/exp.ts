import type { ConformanceCase } from '../conformanceCase.ts';
import { unaryCases } from '../unaryCases.ts';

export const cases: readonly ConformanceCase[] = unaryCases('exp', Math.exp, {
  range: [-10, 5],
  special: [-Infinity, Infinity, NaN, 0, -0, 88.5, 90, -80, -200, 1e30],
  // WGSL allows 3 + 2·|x| units in the last place.
  tolerance: { absolute: 1e-6, relative: 3e-6 },
});
