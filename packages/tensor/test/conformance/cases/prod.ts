import type { ConformanceCase } from '../conformanceCase.ts';
import { reduced } from '../references.ts';
import { reductionCases } from '../reductionCases.ts';

const product = (values: readonly number[]): number => values.reduce((a, b) => a * b, 1);
const words = (values: readonly number[]): number => values.reduce(Math.imul, 1);

/** A product of thousands has no digits left unless its factors are near 1. */
const short = ({ shape, inputs }: ConformanceCase): boolean =>
  (inputs[0]?.shape ?? []).reduce((a, b) => a * b, 1) <=
  200 *
    Math.max(
      1,
      shape.reduce((a, b) => a * b, 1),
    );

const zeros: readonly number[] = [2, 0, 3, 0, 0, 4, 1, 2, 3];

export const cases: readonly ConformanceCase[] = [
  ...reductionCases('prod', product, { empty: true, tolerance: 4e-6, gradientTolerance: 4e-5 }).filter(short),
  ...reductionCases('prod', product, {
    prefix: 'near 1 ',
    range: [0.999, 1.001],
    tolerance: 2e-4,
    gradientTolerance: 4e-4,
  }).filter((one) => !short(one)),
  ...reductionCases('prod', words, { dtype: 'i32', prefix: 'i32 ', range: [-9, 9], empty: true }),
  {
    op: 'prod',
    name: 'one zero, two, none',
    inputs: [{ shape: [3, 3], values: zeros }],
    run: ([x]) => x.prod(1),
    reference: reduced([3, 3], [1], product),
    shape: [3],
  },
];
