import type { ConformanceCase } from '../conformanceCase.ts';
import { unaryCases } from '../unaryCases.ts';
import { affine } from '../../../src/index.ts';

const special = [0, -0, Infinity, -Infinity, NaN, 1e30];

export const cases: readonly ConformanceCase[] = [
  ...unaryCases('affine', (x) => x * 1.5 - 0.75, { special, run: (x) => affine(x, 1.5, -0.75) }),
  ...unaryCases('affine', (x) => x + 0.3, { prefix: 'add ', special, run: (x) => x.add(0.3) }),
  ...unaryCases('affine', (x) => x - 0.3, { prefix: 'sub ', special, run: (x) => x.sub(0.3) }),
  ...unaryCases('affine', (x) => x * -0.3, { prefix: 'mul ', special, run: (x) => x.mul(-0.3) }),
  ...unaryCases('affine', (x) => x / 3, { prefix: 'div ', special, run: (x) => x.div(3) }),
  ...unaryCases('affine', (x) => x * 0, { prefix: 'mul by 0 ', special, run: (x) => x.mul(0) }),
  ...unaryCases('affine', (x) => x / 0, {
    prefix: 'div by 0 ',
    range: [1, 2],
    special,
    run: (x) => x.detach().div(0),
  }).filter(({ name }) => name.includes('special')),
];
