import type { Shape } from '../../../src/index.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { mapped } from '../references.ts';

const shapes: readonly (readonly [Shape, Shape, Shape])[] = [
  [[], [1, 1], [1, 1]],
  [[0, 3], [0], [0]],
  [
    [3, 4],
    [2, 6],
    [2, 6],
  ],
  [
    [3, 4],
    [2, -1],
    [2, 6],
  ],
  [[2, 3, 5], [-1], [30]],
];

export const cases: readonly ConformanceCase[] = [
  ...shapes.map(([from, to, shape]): ConformanceCase => ({
    op: 'reshape',
    name: `[${from.join(', ')}] to [${to.join(', ')}]`,
    inputs: [{ shape: from }],
    run: ([x]) => x.reshape(to),
    reference: mapped((x) => x),
    shape,
  })),
  {
    op: 'reshape',
    name: '[3, 4] by separate numbers',
    inputs: [{ shape: [3, 4] }],
    run: ([x]) => x.reshape(-1, 2, 3),
    reference: mapped((x) => x),
    shape: [2, 2, 3],
  },
];
