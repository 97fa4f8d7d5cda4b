import type { ConformanceCase } from '../conformanceCase.ts';
import { mapped } from '../references.ts';

const shared = { op: 'logicalNot', dtype: 'bool', gradients: 'none' } as const;
const numbers = [0, -0, 1, NaN, 1e-40, -3];

export const cases: readonly ConformanceCase[] = [
  ...[[], [0], [3, 5], [1031]].map((shape): ConformanceCase => ({
    ...shared,
    name: `[${shape.join(', ')}]`,
    inputs: [{ shape, dtype: 'bool', integers: 2 }],
    run: ([x]) => x.logicalNot(),
    reference: mapped((x) => 1 - x),
    shape,
  })),
  {
    ...shared,
    name: 'numbers',
    inputs: [{ shape: [6], values: numbers }],
    run: ([x]) => x.logicalNot(),
    reference: mapped((x) => Number(x === 0)),
    shape: [6],
  },
];
