import { bernoulli, randomScope } from '../../../src/index.ts';
import { hostUnits } from '../../hostDraws.ts';
import { elements } from '../caseValues.ts';
import type { ConformanceCase } from '../conformanceCase.ts';

export const noFigures = 'PyTorch draws other numbers';

const plans: readonly { shape: readonly number[]; seed: number; step: number }[] = [
  { shape: [], seed: 1, step: 0 },
  { shape: [0, 3], seed: 1, step: 0 },
  { shape: [3, 5], seed: 1337, step: 7 },
  { shape: [2, 517], seed: 2 ** 40 + 12345, step: 2 ** 32 - 1 },
  { shape: [5001], seed: 2 ** 53 - 1, step: 1 },
];

export const cases: readonly ConformanceCase[] = [
  ...plans.map(({ shape, seed, step }): ConformanceCase => ({
    op: 'bernoulli',
    name: `[${shape.join(', ')}] with seed ${seed}, step ${step}`,
    inputs: [{ shape, range: [0, 1] }],
    run: ([p]) => randomScope({ seed, step }, () => bernoulli(p)),
    reference: ([p]) => {
      const units = hostUnits(elements(shape), { seed, step });
      return p.map((chance, i) => ((units[i] ?? NaN) < Math.fround(chance) ? 1 : 0));
    },
    shape,
    gradients: 'none',
  })),
  {
    op: 'bernoulli',
    name: 'never and always',
    inputs: [{ shape: [4], values: [0, 1, -0.5, 2] }],
    run: ([p]) => randomScope({ seed: 5, step: 0 }, () => bernoulli(p)),
    reference: () => [0, 1, 0, 1],
    shape: [4],
    gradients: 'none',
  },
];
