import type { ConformanceCase } from '../conformanceCase.ts';
import { unaryCases } from '../unaryCases.ts';

export const cases: readonly ConformanceCase[] = [
  ...unaryCases('hardtanh', (x) => Math.min(Math.max(x, -1), 1), {
    special: [...[0, -0, Infinity, -Infinity, NaN], 30, -30, 90, -90, 1e30, 1e-20],
    range: [-3, 3],
  }),
  ...unaryCases('hardtanh', (x) => Math.min(Math.max(x, -0.5), 2), {
    special: [...[0, -0, Infinity, -Infinity, NaN], 30, -30, 90, -90, 1e30, 1e-20],
    range: [-3, 3],
    prefix: '-0.5 to 2 ',
    run: (x) => x.hardtanh(-0.5, 2),
  }),
  ...unaryCases('hardtanh', (x) => Math.min(Math.max(x, 0), 6), {
    special: [0, 6, 7, -1, NaN],
    range: [-3, 9],
    prefix: 'relu6 ',
    run: (x) => x.relu6(),
  }),
];
