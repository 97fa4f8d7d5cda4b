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

export const cases: readonly ConformanceCase[] = shapes.map(([from, to, shape]) => ({
  op: 'reshape',
  name: `[${from.join(', ')}] to [${to.join(', ')}]`,
  inputs: [{ shape: from }],
  run: ([x]) => x.reshape(to),
  reference: mapped((x) => x),
  shape,
}));
