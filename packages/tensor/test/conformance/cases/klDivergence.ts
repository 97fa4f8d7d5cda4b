import { klDivergence } from '../../../src/index.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { lossCases } from '../lossCases.ts';

const divergence = (x: number, t: number) => (t === 0 ? 0 : t * (Math.log(t) - x));

function batchMean(logTargets: boolean): ConformanceCase {
  return {
    op: 'klDivergence',
    name: `[4, 7], batchMean${logTargets ? ' of logarithms' : ''}`,
    inputs: [
      { shape: [4, 7], range: [-5, -0.1] },
      { shape: [4, 7], range: logTargets ? [-5, -0.1] : [0.05, 1] },
    ],
    run: ([x, t]) => klDivergence(x, t, { reduction: 'batchMean', logTargets }),
    reference: ([x, t]) => [
      x.reduce((sum, value, i) => {
        const target = t[i] ?? NaN;
        return sum + divergence(value, logTargets ? Math.exp(target) : target);
      }, 0) / 4,
    ],
    shape: [],
  };
}

export const cases: readonly ConformanceCase[] = [
  ...lossCases('klDivergence', (x, t, reduction) => klDivergence(x, t, { reduction }), divergence, {
    range: [-5, -0.1],
    targets: [0.05, 1],
  }),
  ...lossCases(
    'klDivergence',
    (x, t, reduction) => klDivergence(x, t, { reduction, logTargets: true }),
    (x, t) => Math.exp(t) * (t - x),
    { range: [-5, -0.1], prefix: 'of logarithms ' },
  ),
  batchMean(false),
  batchMean(true),
  {
    op: 'klDivergence',
    name: 'targets of 0',
    inputs: [
      { shape: [4], values: [-1, -2, -0.5, -Infinity] },
      { shape: [4], values: [0, 1, 0, 0] },
    ],
    run: ([x, t]) => klDivergence(x, t, { reduction: 'none' }),
    reference: ([x, t]) => x.map((value, i) => divergence(value, t[i] ?? NaN)),
    shape: [4],
    gradients: 'none',
  },
];
