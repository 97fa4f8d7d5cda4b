import { linearRecurrence } from '../../../src/index.ts';
import { elements } from '../caseValues.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { ravel, unravel } from '../references.ts';

type Shape = readonly number[];

function recurrenceCase(x: Shape, gate: Shape): ConformanceCase {
  const [batch = 0, , ...step] = x;
  return {
    op: 'linearRecurrence',
    name: `[${x.join(', ')}] by [${gate.join(', ')}]`,
    inputs: [{ shape: gate, range: [-1, 1] }, { shape: x }, { shape: [batch, ...step] }],
    run: ([factor, added, initial]) => linearRecurrence(factor, added, initial),
    reference: ([factor, added, initial]) => {
      const out = new Float64Array(added.length);
      for (let at = 0; at < out.length; at++) {
        const index = unravel(at, x);
        const [b = 0, t = 0, ...inner] = index;
        const own = index.map((i, axis) => (gate[axis] === 1 ? 0 : i));
        const before = t === 0 ? initial[ravel([b, ...inner], [batch, ...step])] : out[at - elements(step)];
        out[at] = (factor[ravel(own, gate)] ?? NaN) * (before ?? NaN) + (added[at] ?? NaN);
      }
      return out;
    },
    shape: x,
    tolerance: { absolute: 4e-6, relative: 4e-6 },
    // Gradients of gates are sums over what they repeat along.
    gradientTolerance: { absolute: 1e-5 * Math.max(2, Math.sqrt(elements(step))), relative: 1e-5 },
  };
}

export const cases: readonly ConformanceCase[] = [
  recurrenceCase([2, 5, 6], [2, 5, 6]),
  recurrenceCase([2, 4, 3, 5], [2, 4, 3, 1]),
  recurrenceCase([2, 3, 2, 3, 2, 5], [2, 3, 2, 1, 2, 1]),
  recurrenceCase([2, 3, 3, 4], [2, 3, 1, 4]),
  recurrenceCase([1, 3, 4, 2, 3], [1, 3, 4, 1, 3]),
  recurrenceCase([3, 4], [3, 4]),
  recurrenceCase([1, 40, 131], [1, 40, 131]),
  recurrenceCase([2, 3, 5], [2, 3, 1]),
  recurrenceCase([2, 1, 3, 67], [2, 1, 3, 1]),
  recurrenceCase([0, 3, 2], [0, 3, 2]),
  recurrenceCase([2, 0, 2], [2, 0, 2]),
];
