import type { ConformanceCase } from './conformanceCase.ts';
import { mapped } from './references.ts';

const special = [0, -0, 1, NaN, -NaN, Infinity, -Infinity, 1e-40, 3.4e38];

/** Cases of a question that is asked of each number. */
export function predicateCases(
  op: 'isFinite' | 'isNan',
  holds: (x: number) => boolean,
): readonly ConformanceCase[] {
  const shared = { op, dtype: 'bool', gradients: 'none' } as const;
  return [
    ...[[], [0], [3, 5], [1031]].map((shape): ConformanceCase => ({
      ...shared,
      name: `[${shape.join(', ')}]`,
      inputs: [{ shape }],
      run: ([x]) => x[op](),
      reference: mapped((x) => Number(holds(x))),
      shape,
    })),
    {
      ...shared,
      name: 'special values',
      inputs: [{ shape: [9], values: special }],
      run: ([x]) => x[op](),
      reference: mapped((x) => Number(holds(x))),
      shape: [9],
    },
  ];
}
