import type { ConformanceCase } from '../conformanceCase.ts';
import { unaryCases } from '../unaryCases.ts';

/** The nearest whole number, of two the even one. */
function halfToEven(x: number): number {
  const below = Math.floor(x);
  if (x - below !== 0.5) return Math.round(x);
  return below % 2 === 0 ? below : below + 1;
}

export const cases: readonly ConformanceCase[] = unaryCases('round', halfToEven, {
  special: [...[0, -0, Infinity, -Infinity, NaN], 0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 1e9, 0.49999997],
  range: [-9, 9],
});
