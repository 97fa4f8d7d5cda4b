import type { ConformanceCase } from '../conformanceCase.ts';
import { unaryCases } from '../unaryCases.ts';

const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

export const cases: readonly ConformanceCase[] = unaryCases('softplus', softplus, {
  range: [-12, 12],
  special: [0, -0, Infinity, -Infinity, NaN, 200, -30, 1e-30, 1e30],
  // Small results have to keep their digits.
  tolerance: { absolute: 1e-9, relative: 4e-6 },
});
