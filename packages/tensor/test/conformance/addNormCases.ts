import type { OpName, Tensor } from '../../src/index.ts';
import { elements } from './caseValues.ts';
import type { ConformanceCase } from './conformanceCase.ts';
import { byRows } from './rowCases.ts';

type Run = (
  x: Tensor,
  residual: Tensor,
  weight: Tensor,
  bias: Tensor | null,
) => { readonly sum: Tensor; readonly normalized: Tensor };

const shapes = [[7], [3, 5], [2, 3, 8], [0, 4], [9, 65], [75, 12], [1100, 3], [5, 300], [2, 1031]];

/** A norm of a sum: each result alone and both together, with their gradients. */
export function addNormCases(
  op: OpName,
  run: Run,
  normalize: (row: readonly number[]) => readonly number[],
  biased: boolean,
): ConformanceCase[] {
  const plan = (
    shape: readonly number[],
    bias: boolean,
    [ofNormalized, ofSum]: readonly [number, number],
    suffix: string,
  ): ConformanceCase => {
    const columns = shape.at(-1) ?? 0;
    const vector = { shape: [columns] };
    return {
      op,
      name: `[${shape.join(', ')}]${suffix}`,
      inputs: [{ shape }, { shape }, vector, ...(bias ? [vector] : [])],
      run: ([x, residual, weight, added]) => {
        const { sum, normalized } = run(x, residual, weight, bias ? added : null);
        if (ofSum === 0) return normalized;
        return ofNormalized === 0 ? sum : normalized.mul(ofNormalized).add(sum.mul(ofSum));
      },
      reference: ([x, residual, weight, added]) => {
        const sums = x.map((value, i) => value + (residual[i] ?? NaN));
        return byRows(sums, columns, (row) =>
          normalize(row).map((value, i) => {
            const out = value * (weight[i] ?? NaN) + (bias ? (added[i] ?? NaN) : 0);
            return ofNormalized * out + ofSum * (row[i] ?? NaN);
          }),
        );
      },
      shape,
      // Gradients of weight and bias are sums over rows.
      gradientTolerance: { absolute: 1e-5 * Math.max(1, Math.sqrt(elements(shape) / 100)), relative: 1e-5 },
    };
  };
  return [
    ...shapes.map((shape) => plan(shape, biased, [0.75, 0.5], '')),
    plan([40, 6], biased, [1, 0], ', the normalised sum alone'),
    plan([40, 6], biased, [0, 1], ', the sum alone'),
    ...(biased ? [plan([4, 6], false, [0.75, 0.5], ' without bias')] : []),
  ];
}
