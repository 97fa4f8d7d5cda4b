import { groupedMatmul } from '../../../src/index.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { sumTolerance } from '../convReference.ts';

/** `bounds`: where groups begin and the last ends, or (`ends`) where they end. */
function groupedCase(
  [rows, inner, columns]: readonly [number, number, number],
  bounds: readonly number[],
  ends = false,
): ConformanceCase {
  const groups = ends ? bounds.length : bounds.length - 1;
  const begin = (group: number) => (ends ? (bounds[group - 1] ?? 0) : (bounds[group] ?? 0));
  const end = (group: number) => (ends ? (bounds[group] ?? 0) : (bounds[group + 1] ?? 0));
  return {
    op: 'groupedMatmul',
    name: `[${rows}, ${inner}] by [${groups}, ${inner}, ${columns}], ${ends ? 'ends' : 'bounds'} ${bounds.join(' ')}`,
    inputs: [
      { shape: [rows, inner] },
      { shape: [groups, inner, columns] },
      { shape: [bounds.length], dtype: 'i32', values: bounds },
    ],
    run: ([x, weights, offsets]) => groupedMatmul(x, weights, offsets),
    reference: ([x, weights]) => {
      const out = new Float64Array(rows * columns);
      for (let group = 0; group < groups; group++) {
        for (let i = begin(group); i < end(group); i++) {
          for (let j = 0; j < columns; j++) {
            let total = 0;
            for (let k = 0; k < inner; k++) {
              total += (x[i * inner + k] ?? NaN) * (weights[(group * inner + k) * columns + j] ?? NaN);
            }
            out[i * columns + j] = total;
          }
        }
      }
      return out;
    },
    shape: [rows, columns],
    tolerance: sumTolerance(inner),
    gradientTolerance: sumTolerance(Math.max(rows, columns)),
  };
}

export const cases: readonly ConformanceCase[] = [
  groupedCase([7, 5, 6], [0, 3, 7]),
  groupedCase([7, 5, 6], [3, 7], true),
  // Empty groups, and rows before and behind all groups.
  groupedCase([9, 4, 3], [2, 2, 5, 5, 6]),
  groupedCase([9, 4, 3], [0, 4, 4, 8], true),
  groupedCase([6, 3, 4], [0, 0, 0]),
  // Several tiles of every kernel in a group.
  groupedCase([150, 20, 70], [0, 1, 134, 150]),
  groupedCase([150, 70, 20], [17, 83, 150, 150], true),
  groupedCase([300, 6, 261], [0, 290, 300]),
  groupedCase([5, 270, 4], [0, 2, 5]),
  groupedCase([290, 131, 5], [0, 280, 290]),
  groupedCase([40, 8, 8], [0, 5, 9, 11, 16, 16, 20, 33, 40]),
  groupedCase([0, 3, 4], [0, 0, 0]),
  groupedCase([4, 0, 3], [0, 2, 4]),
];
