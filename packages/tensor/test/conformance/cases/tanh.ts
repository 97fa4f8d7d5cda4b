import type { ConformanceCase } from '../conformanceCase.ts';
import { unaryCases } from '../unaryCases.ts';

export const cases: readonly ConformanceCase[] = unaryCases('tanh', Math.tanh, {
  range: [-5, 5],
  special: [0, -0, Infinity, -Infinity, NaN, 0.625, -0.625, 20, -50, 1e-30, 1e30],
});
