import { multinomial, randomScope } from '../../../src/index.ts';
import { hostUnits, hostWords } from '../../hostDraws.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { orderOf } from '../rowOrders.ts';
import { byRows } from '../rowCases.ts';

export const noFigures = 'PyTorch draws other numbers';

function multinomialCase(shape: readonly number[], samples: number, replacement: boolean): ConformanceCase {
  const columns = shape.at(-1) ?? 0;
  const key = { seed: 2 ** 33 + 9, step: 3 };
  const out = [...shape.slice(0, -1), samples];
  const pick = (row: readonly number[], unit: number): number => {
    const part = unit * row.reduce((sum, weight) => sum + weight, 0);
    let running = 0;
    return row.findIndex((weight) => (running += weight) > part);
  };
  return {
    op: 'multinomial',
    name: `${samples} of [${shape.join(', ')}]${replacement ? ' with replacement' : ''}`,
    inputs: [{ shape, range: [0, 1] }],
    run: ([weights]) => randomScope(key, () => multinomial(weights, samples, { replacement })),
    reference: ([weights]) => {
      if (replacement) {
        const units = hostUnits((weights.length / columns) * samples, key);
        return byRows(weights, columns, (row, r) =>
          Array.from({ length: samples }, (_, d) => pick(row, units[r * samples + d] ?? NaN)),
        );
      }
      const words = hostWords(weights.length, key);
      const scores = weights.map(
        (weight, i) => weight / -Math.log((((words[i] ?? NaN) >>> 9) + 0.5) / 2 ** 23),
      );
      return byRows(scores, columns, (row) => orderOf(row, true).slice(0, samples));
    },
    shape: out,
    dtype: 'i32',
    gradients: 'none',
  };
}

export const cases: readonly ConformanceCase[] = [
  multinomialCase([5], 1, false),
  multinomialCase([3, 5], 5, false),
  multinomialCase([2, 3, 70], 4, false),
  multinomialCase([4, 1031], 1, false),
  multinomialCase([2, 300], 200, false),
  multinomialCase([3, 5], 0, false),
  multinomialCase([0, 5], 2, false),
  multinomialCase([5], 1, true),
  multinomialCase([3, 5], 9, true),
  multinomialCase([2, 3, 70], 130, true),
  multinomialCase([4, 1031], 3, true),
  {
    op: 'multinomial',
    name: 'what has no weight is not drawn',
    inputs: [{ shape: [2, 4], values: [0, 1, 0, 0, 2, 0, 0, 0] }],
    run: ([weights]) =>
      randomScope({ seed: 1, step: 0 }, () => multinomial(weights, 6, { replacement: true })),
    reference: () => [1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0],
    shape: [2, 6],
    dtype: 'i32',
    gradients: 'none',
  },
];
