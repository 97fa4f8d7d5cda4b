import type { ConformanceCase } from '../conformanceCase.ts';
import { binaryCases, wholeNumberCases } from '../binaryCases.ts';
import { broadcast } from '../references.ts';

const ties: readonly number[] = [1, 2, 3, 3];
const others: readonly number[] = [1, 3, 2, 3];

export const cases: readonly ConformanceCase[] = [
  ...binaryCases('minimum', Math.min),
  ...wholeNumberCases('minimum', 'i32', (a, b) => Math.min(a, b)),
  ...wholeNumberCases('minimum', 'u32', (a, b) => Math.min(a, b)),
  // Central differences at a tie give the half that each side gets.
  {
    op: 'minimum',
    name: 'ties',
    inputs: [
      { shape: [4], values: ties },
      { shape: [4], values: others },
    ],
    run: ([a, b]) => a.minimum(b),
    reference: broadcast([[4], [4]], [4], Math.min),
    shape: [4],
  },
  {
    op: 'minimum',
    name: 'with a number',
    inputs: [{ shape: [3, 5] }],
    run: ([a]) => a.minimum(0.25),
    reference: broadcast([[3, 5]], [3, 5], (x) => Math.min(x, 0.25)),
    shape: [3, 5],
  },
];
