import { dropout, philox, randomScope, type Shape } from '../../../src/index.ts';
import type { ConformanceCase } from '../conformanceCase.ts';

export const noFigures = 'PyTorch draws other masks';

const plans: readonly { shape: Shape; p: number; seed: number; step: number; before: number }[] = [
  { shape: [], p: 0.5, seed: 1, step: 0, before: 0 },
  { shape: [0, 3], p: 0.5, seed: 1, step: 0, before: 0 },
  { shape: [3, 5], p: 0.25, seed: 1337, step: 7, before: 0 },
  { shape: [2, 517], p: 0.1, seed: 2 ** 40 + 12345, step: 2 ** 32 - 1, before: 3 },
  { shape: [5001], p: 0.9, seed: 2 ** 53 - 1, step: 1, before: 1 },
  { shape: [65], p: 0, seed: 3, step: 0, before: 0 },
  { shape: [65], p: 1, seed: 3, step: 0, before: 0 },
];

export const cases: readonly ConformanceCase[] = plans.map(({ shape, p, seed, step, before }) => ({
  op: 'dropout',
  name: `[${shape.join(', ')}] with p = ${p}, seed ${seed}, step ${step}, call ${before}`,
  inputs: [{ shape }],
  run: ([x]) =>
    randomScope({ seed, step }, () => {
      for (let i = 0; i < before; i++) dropout(x.detach(), 0.5);
      // With p = 0 the tensor itself would come back.
      return dropout(p === 0 ? x.mul(1) : x, p);
    }),
  reference: ([x]) =>
    x.map((value, i) => {
      const key = [seed % 2 ** 32, Math.floor(seed / 2 ** 32)] as const;
      const word = philox(key, [Math.floor(i / 4), before, step, 0])[i % 4] ?? 0;
      return word >= p * 2 ** 32 && p < 1 ? value / (1 - p) : 0;
    }),
  shape,
}));
