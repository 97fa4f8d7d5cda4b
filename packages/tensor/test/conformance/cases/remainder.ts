import { binaryCases, wholeNumberCases } from '../binaryCases.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { broadcast } from '../references.ts';

/** Of b's sign; 0 for whole numbers where b is 0. */
const floored = (a: number, b: number): number => {
  const r = a % b;
  return r !== 0 && r < 0 !== b < 0 ? r + b : r;
};
const whole = (a: number, b: number): number => (b === 0 ? 0 : floored(a, b));
const special = [6, -6, 7.5, -7.5, 0, 3, -3].flatMap((a) => [3, -3, 2, 0].map((b) => [a, b] as const));

export const cases: readonly ConformanceCase[] = [
  ...binaryCases('remainder', floored, { range: [-9, 9], secondRange: [0.7, 4], special }),
  ...wholeNumberCases('remainder', 'i32', whole),
  ...wholeNumberCases('remainder', 'u32', whole),
  {
    op: 'remainder',
    name: 'of negative divisors',
    inputs: [
      { shape: [7, 5], range: [-9, 9] },
      { shape: [5], range: [-4, -0.7] },
    ],
    run: ([a, b]) => a.remainder(b),
    reference: broadcast([[7, 5], [5]], [7, 5], floored),
    shape: [7, 5],
  },
];
