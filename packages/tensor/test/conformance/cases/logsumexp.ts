import type { ConformanceCase } from '../conformanceCase.ts';
import { reduced } from '../references.ts';
import { reductionCases } from '../reductionCases.ts';

function logSumExp(values: readonly number[]): number {
  const top = values.reduce((a, b) => Math.max(a, b), -Infinity);
  if (!Number.isFinite(top)) return top;
  return top + Math.log(values.reduce((sum, value) => sum + Math.exp(value - top), 0));
}

const special = [
  [-Infinity, -Infinity, -Infinity],
  [Infinity, Infinity, 1],
  [NaN, 1, 2],
  [1000, 1000, -1000],
  [-1000, -1001, -Infinity],
].flat();

export const cases: readonly ConformanceCase[] = [
  ...reductionCases('logsumexp', logSumExp, { empty: true }),
  {
    op: 'logsumexp',
    name: 'special values',
    inputs: [{ shape: [5, 3], values: special }],
    run: ([x]) => x.logsumexp(1),
    reference: reduced([5, 3], [1], logSumExp),
    shape: [5],
    gradients: 'none',
  },
  {
    op: 'logsumexp',
    name: 'special values in columns',
    inputs: [
      {
        shape: [3, 5],
        values: [0, 1, 2].flatMap((r) => [0, 1, 2, 3, 4].map((c) => special[c * 3 + r] ?? 0)),
      },
    ],
    run: ([x]) => x.logsumexp(0),
    reference: reduced([3, 5], [0], logSumExp),
    shape: [5],
    gradients: 'none',
  },
];
