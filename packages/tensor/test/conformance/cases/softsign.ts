import type { ConformanceCase } from '../conformanceCase.ts';
import { unaryCases } from '../unaryCases.ts';

export const cases: readonly ConformanceCase[] = unaryCases('softsign', (x) => x / (1 + Math.abs(x)), {
  special: [...[0, -0, Infinity, -Infinity, NaN], 1e30, -7],
});
