import { rmsNorm } from '../../../src/index.ts';
import { elements } from '../caseValues.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { byRows } from '../rowCases.ts';

const shapes = [[7], [3, 5], [2, 3, 8], [0, 4], [9, 65], [75, 12], [1100, 3], [5, 300], [2, 1031]];

function rmsNormCase(name: string, shape: readonly number[], eps: number): ConformanceCase {
  const columns = shape.at(-1) ?? 0;
  return {
    op: 'rmsNorm',
    name,
    inputs: [{ shape }, { shape: [columns] }],
    run: ([x, weight]) => rmsNorm(x, weight, eps),
    reference: ([x, weight]) =>
      byRows(x, columns, (row) => {
        const scale = 1 / Math.sqrt(row.reduce((sum, value) => sum + value * value, 0) / columns + eps);
        return row.map((value, i) => value * scale * (weight[i] ?? NaN));
      }),
    shape,
    // The gradient of the weight is a sum over rows.
    gradientTolerance: { absolute: 1e-5 * Math.max(1, Math.sqrt(elements(shape) / 100)), relative: 1e-5 },
  };
}

export const cases: readonly ConformanceCase[] = [
  ...shapes.map((shape) => rmsNormCase(`[${shape.join(', ')}]`, shape, 1e-5)),
  rmsNormCase('[3, 5], eps 0.1', [3, 5], 0.1),
];
