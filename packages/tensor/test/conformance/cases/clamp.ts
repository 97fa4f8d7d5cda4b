import type { ConformanceCase } from '../conformanceCase.ts';
import { unaryCases } from '../unaryCases.ts';

const ends = [0, -0, 1, -1, 0.5, Infinity, -Infinity, NaN];

export const cases: readonly ConformanceCase[] = [
  ...unaryCases('clamp', (x) => Math.min(Math.max(x, -0.7), 1.3), {
    special: ends,
    run: (x) => x.clamp(-0.7, 1.3),
  }),
  ...unaryCases('clamp', (x) => Math.max(x, 0.25), {
    special: ends,
    prefix: 'from 0.25 ',
    run: (x) => x.clamp(0.25),
  }),
  ...unaryCases('clamp', (x) => Math.min(x, 0.25), {
    special: ends,
    prefix: 'to 0.25 ',
    run: (x) => x.clamp(undefined, 0.25),
  }),
];
