import type { ConformanceCase } from '../conformanceCase.ts';
import { unaryCases } from '../unaryCases.ts';

export const cases: readonly ConformanceCase[] = [
  ...unaryCases('elu', (x) => (x > 0 ? x : Math.expm1(x)), {
    special: [...[0, -0, Infinity, -Infinity, NaN], 30, -30, 90, -90, 1e30, 1e-20],
    range: [-5, 5],
  }),
  ...unaryCases('elu', (x) => (x > 0 ? x : 0.3 * Math.expm1(x)), {
    special: [0, 1, -1],
    range: [-5, 5],
    prefix: 'alpha 0.3 ',
    run: (x) => x.elu({ alpha: 0.3 }),
  }),
];
