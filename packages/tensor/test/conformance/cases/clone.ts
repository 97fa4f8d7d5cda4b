import type { ConformanceCase } from '../conformanceCase.ts';
import { mapped } from '../references.ts';

const shapes = [[], [0], [3, 5], [2, 0, 3], [7, 1031]];

export const cases: readonly ConformanceCase[] = [
  ...shapes.map((shape): ConformanceCase => ({
    op: 'clone',
    name: `[${shape.join(', ')}]`,
    inputs: [{ shape }],
    run: ([x]) => x.clone(),
    reference: mapped((x) => x),
    shape,
  })),
  ...(['bool', 'f16'] as const).map((dtype): ConformanceCase => ({
    op: 'clone',
    name: `[3, 5] of ${dtype}`,
    inputs: [{ shape: [3, 5], dtype, integers: 2 }],
    run: ([x]) => x.clone(),
    reference: mapped((x) => x),
    shape: [3, 5],
    dtype,
  })),
];
