import type { ConformanceCase } from '../conformanceCase.ts';
import { unaryCases } from '../unaryCases.ts';

export const cases: readonly ConformanceCase[] = [
  ...unaryCases('leakyRelu', (x) => (x > 0 ? x : Math.fround(0.01) * x), {
    special: [...[0, -0, Infinity, -Infinity, NaN], 30, -30, 90, -90, 1e30, 1e-20],
    range: [-5, 5],
  }),
  ...unaryCases('leakyRelu', (x) => (x > 0 ? x : 0.25 * x), {
    special: [...[0, -0, Infinity, -Infinity, NaN], 30, -30, 90, -90, 1e30, 1e-20],
    range: [-5, 5],
    prefix: '0.25 ',
    run: (x) => x.leakyRelu({ negativeSlope: 0.25 }),
  }),
];
