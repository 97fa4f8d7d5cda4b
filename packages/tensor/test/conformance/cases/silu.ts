import type { ConformanceCase } from '../conformanceCase.ts';
import { unaryCases } from '../unaryCases.ts';

export const cases: readonly ConformanceCase[] = unaryCases('silu', (x) => x / (1 + Math.exp(-x)), {
  range: [-12, 12],
  special: [0, -0, Infinity, -Infinity, NaN, 200, -80, 1e-30, 1e30],
});
