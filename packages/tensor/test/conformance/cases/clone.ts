import type { ConformanceCase } from '../conformanceCase.ts';
import { mapped } from '../references.ts';

export const cases: readonly ConformanceCase[] = [[], [0], [3, 5], [2, 0, 3], [7, 1031]].map((shape) => ({
  op: 'clone',
  name: `[${shape.join(', ')}]`,
  inputs: [{ shape }],
  run: ([x]) => x.clone(),
  reference: mapped((x) => x),
  shape,
}));
