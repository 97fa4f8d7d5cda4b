import { referenceOf, type ConformanceCase } from './conformanceCase.ts';

/** Derivatives of Σ reference(inputs)·weights by single elements of one input. */
export interface SampledGradient {
  /** Flat indices into the input. */
  readonly at: readonly number[];
  readonly values: readonly number[];
}

const allBelow = 48;
const samplesOfMany = 12;

/**
 * Central differences of the f64 reference, at every element of a small input and at evenly spread
 * ones of a large one. Good to about 1e-9 of the values' scale.
 */
export function finiteDifferences(
  one: ConformanceCase,
  inputs: readonly Float64Array[],
  weights: ArrayLike<number>,
  index: number,
): SampledGradient {
  const varied = inputs.map((values) => values.slice());
  const values = varied[index] ?? new Float64Array();
  const count = values.length <= allBelow ? values.length : samplesOfMany;
  const at = Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * values.length) / count));
  const weighted = (value: number, i: number): Float64Array => {
    values[i] = value;
    return Float64Array.from(referenceOf(one, varied));
  };
  return {
    at,
    values: at.map((i) => {
      const x = values[i] ?? 0;
      const step = 1e-5 * Math.max(1, Math.abs(x));
      const above = weighted(x + step, i);
      const below = weighted(x - step, i);
      values[i] = x;
      // Differences first: in a long output all but a few terms cancel exactly.
      let sum = 0;
      for (let k = 0; k < above.length; k++) sum += ((above[k] ?? 0) - (below[k] ?? 0)) * (weights[k] ?? 0);
      return sum / (2 * step);
    }),
  };
}
