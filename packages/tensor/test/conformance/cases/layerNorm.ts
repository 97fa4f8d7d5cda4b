import { layerNorm } from '../../../src/index.ts';
import { elements } from '../caseValues.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { byRows } from '../rowCases.ts';

/** Shapes with odd tails, several chunks of rows, and every width of a workgroup's share. */
const shapes = [[7], [3, 5], [2, 3, 8], [0, 4], [9, 65], [75, 12], [1100, 3], [5, 300], [2, 1031]];

function layerNormCase(
  name: string,
  shape: readonly number[],
  options: {
    readonly bias?: boolean;
    readonly eps?: number;
    readonly range?: readonly [number, number];
  } = {},
): ConformanceCase {
  const { bias = true, eps = 1e-5, range = [-2, 2] } = options;
  const columns = shape.at(-1) ?? 0;
  const vector = { shape: [columns] };
  return {
    op: 'layerNorm',
    name,
    inputs: [{ shape, range }, vector, ...(bias ? [vector] : [])],
    run: ([x, weight, added]) => layerNorm(x, weight, bias ? added : null, eps),
    reference: ([x, weight, added]) =>
      byRows(x, columns, (row) => {
        const mean = row.reduce((sum, value) => sum + value, 0) / columns;
        const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / columns;
        const scale = 1 / Math.sqrt(variance + eps);
        return row.map(
          (value, i) => (value - mean) * scale * (weight[i] ?? NaN) + (bias ? (added[i] ?? NaN) : 0),
        );
      }),
    shape,
    // Gradients of weight and bias are sums over rows.
    gradientTolerance: { absolute: 1e-5 * Math.max(1, Math.sqrt(elements(shape) / 100)), relative: 1e-5 },
  };
}

export const cases: readonly ConformanceCase[] = [
  ...shapes.map((shape) => layerNormCase(`[${shape.join(', ')}]`, shape)),
  layerNormCase('[4, 6] without bias', [4, 6], { bias: false }),
  layerNormCase('[40, 7] without bias', [40, 7], { bias: false }),
  layerNormCase('[3, 5], eps 0.1', [3, 5], { eps: 0.1 }),
  {
    ...layerNormCase('mean far from zero', [3, 64], { range: [100, 104] }),
    tolerance: 5e-5,
    gradientTolerance: 2e-4,
  },
];
