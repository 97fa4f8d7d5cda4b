import type { OpName, Reduction, Tensor } from '../../src/index.ts';
import { elements } from './caseValues.ts';
import type { ConformanceCase } from './conformanceCase.ts';

/** Put together as the package's losses are. */
export function reducedLosses(
  losses: readonly number[] | Float64Array,
  reduction: Reduction,
): ArrayLike<number> {
  if (reduction === 'none') return losses;
  let sum = 0;
  for (const loss of losses) sum += loss;
  return [reduction === 'sum' ? sum : sum / losses.length];
}

interface LossOptions {
  /** Values of x; default [−2, 2). */
  readonly range?: readonly [number, number];
  /** Values of the targets; default the range of x. */
  readonly targets?: readonly [number, number];
  /** Goes before the cases' names. */
  readonly prefix?: string;
}

/** A loss of an element of x and one of targets: reductions, odd and empty shapes, gradients of both. */
export function lossCases(
  op: OpName,
  run: (x: Tensor, targets: Tensor, reduction: Reduction) => Tensor,
  reference: (x: number, target: number) => number,
  { range = [-2, 2], targets = range, prefix = '' }: LossOptions = {},
): ConformanceCase[] {
  const plans: readonly (readonly [readonly number[], Reduction])[] = [
    [[3, 5], 'mean'],
    [[3, 5], 'sum'],
    [[3, 5], 'none'],
    [[], 'mean'],
    [[0, 3], 'sum'],
    [[2, 2053], 'none'],
    [[70, 300], 'mean'],
  ];
  return plans.map(([shape, reduction]) => ({
    op,
    name: `${prefix}[${shape.join(', ')}], ${reduction}`,
    inputs: [
      { shape, range },
      { shape, range: targets },
    ],
    run: ([x, t]) => run(x, t, reduction),
    reference: ([x, t]) =>
      reducedLosses(
        x.map((value, i) => reference(value, t[i] ?? NaN)),
        reduction,
      ),
    shape: reduction === 'none' ? shape : [],
    // The finite differences of a sum over thousands of elements are no better.
    gradientTolerance: { absolute: elements(shape) > 1000 ? 2e-5 : 1e-5, relative: 1e-5 },
  }));
}

/** Pairs with no gradient check. */
export function specialLosses(
  op: OpName,
  run: (x: Tensor, targets: Tensor, reduction: Reduction) => Tensor,
  reference: (x: number, target: number) => number,
  pairs: readonly (readonly [number, number])[],
): ConformanceCase {
  const column = (k: 0 | 1) => ({ shape: [pairs.length], values: pairs.map((pair) => pair[k]) });
  return {
    op,
    name: 'special values',
    inputs: [column(0), column(1)],
    run: ([x, t]) => run(x, t, 'none'),
    reference: ([x, t]) => x.map((value, i) => reference(value, t[i] ?? NaN)),
    shape: [pairs.length],
    gradients: 'none',
  };
}
