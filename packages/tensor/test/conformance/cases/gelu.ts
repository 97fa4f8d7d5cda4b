import type { ConformanceCase } from '../conformanceCase.ts';
import { erf } from '../erf.ts';
import { unaryCases } from '../unaryCases.ts';

const range = [-6, 6] as const;

export const cases: readonly ConformanceCase[] = [
  ...unaryCases('gelu', (x) => 0.5 * x * (1 + erf(x * Math.SQRT1_2)), {
    range,
    special: [0, -0, Infinity, -Infinity, NaN, 30, -30, 1e-30, 1e30],
  }),
  ...unaryCases('gelu', (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))), {
    prefix: 'tanh ',
    range,
    run: (x) => x.gelu({ approximate: 'tanh' }),
    special: [0, -0, Infinity, -Infinity, NaN, 30, -30, 1e-30, 1e20],
  }),
];
