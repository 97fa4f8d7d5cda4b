import type { ConformanceCase } from '../conformanceCase.ts';
import { mapped } from '../references.ts';

const shared = { op: 'isFinite', dtype: 'bool', gradients: 'none' } as const;
const special = [0, -0, 1, NaN, -NaN, Infinity, -Infinity, 1e-40, 3.4e38];

export const cases: readonly ConformanceCase[] = [
  ...[[], [0], [3, 5], [1031]].map((shape): ConformanceCase => ({
    ...shared,
    name: `[${shape.join(', ')}]`,
    inputs: [{ shape }],
    run: ([x]) => x.isFinite(),
    reference: mapped((x) => Number(Number.isFinite(x))),
    shape,
  })),
  {
    ...shared,
    name: 'special values',
    inputs: [{ shape: [9], values: special }],
    run: ([x]) => x.isFinite(),
    reference: mapped((x) => Number(Number.isFinite(x))),
    shape: [9],
  },
];
