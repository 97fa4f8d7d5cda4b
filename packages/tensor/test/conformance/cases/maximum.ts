import type { ConformanceCase } from '../conformanceCase.ts';
import { binaryCases, wholeNumberCases } from '../binaryCases.ts';
import { broadcast } from '../references.ts';

const ties: readonly number[] = [1, 2, 3, 3];
const others: readonly number[] = [1, 3, 2, 3];

export const cases: readonly ConformanceCase[] = [
  ...binaryCases('maximum', Math.max),
  ...wholeNumberCases('maximum', 'i32', (a, b) => Math.max(a, b)),
  ...wholeNumberCases('maximum', 'u32', (a, b) => Math.max(a, b)),
  // Central differences at a tie give the half that each side gets.
  {
    op: 'maximum',
    name: 'ties',
    inputs: [
      { shape: [4], values: ties },
      { shape: [4], values: others },
    ],
    run: ([a, b]) => a.maximum(b),
    reference: broadcast([[4], [4]], [4], Math.max),
    shape: [4],
  },
  {
    op: 'maximum',
    name: 'with a number',
    inputs: [{ shape: [3, 5] }],
    run: ([a]) => a.maximum(0.25),
    reference: broadcast([[3, 5]], [3, 5], (x) => Math.max(x, 0.25)),
    shape: [3, 5],
  },
];
