import { caseInputs, outputWeights } from './caseValues.ts';
import { checkedGradients, referenceOf, type ConformanceCase } from './conformanceCase.ts';
import { finiteDifferences, type SampledGradient } from './finiteDifferences.ts';

/** What a case must give, by its f64 reference. */
export interface Oracle {
  readonly inputs: readonly Float64Array[];
  readonly output: ArrayLike<number>;
  /** What the output is multiplied by before it is differentiated; absent where no gradient is checked. */
  readonly weights?: Float64Array;
  /** null for inputs whose gradient is not checked. */
  readonly gradients: readonly (SampledGradient | null)[];
}

const known = new WeakMap<ConformanceCase, Oracle>();

/** Computed once per case: every device is held against the same numbers. */
export function oracleOf(one: ConformanceCase): Oracle {
  let oracle = known.get(one);
  if (!oracle) {
    const inputs = caseInputs(one);
    const wanted = checkedGradients(one);
    const weights = wanted.includes(true) ? outputWeights(one) : undefined;
    const gradients = wanted.map((want, i) =>
      want && weights ? finiteDifferences(one, inputs, weights, i) : null,
    );
    oracle = { inputs, output: referenceOf(one, inputs), gradients, ...(weights ? { weights } : {}) };
    known.set(one, oracle);
  }
  return oracle;
}
