import { scatterAdd } from '../../../src/index.ts';
import { elements } from '../caseValues.ts';
import type { CaseInput, ConformanceCase } from '../conformanceCase.ts';
import { ravel, unravel } from '../references.ts';

function scatterAddCase(
  shape: readonly number[],
  axis: number,
  picks: number,
  more: { readonly name?: string; readonly values?: readonly number[] } = {},
): ConformanceCase {
  const at = axis < 0 ? axis + shape.length : axis;
  const from = shape.map((length, i) => (i === at ? picks : length));
  const length = shape[at] ?? 1;
  const index: CaseInput = more.values
    ? { shape: from, dtype: 'i32', values: more.values }
    : { shape: from, integers: Math.max(1, length) };
  return {
    op: 'scatterAdd',
    name: more.name ?? `[${shape.join(', ')}] along ${axis}, ${picks} to ${length}`,
    inputs: [{ shape }, index, { shape: from }],
    run: ([x, chosen, source]) => scatterAdd(x, axis, chosen, source),
    reference: ([x, chosen, source]) => {
      const out = x.slice();
      source.forEach((value, i) => {
        const place = unravel(i, from);
        place[at] = Math.min(Math.max(chosen[i] ?? NaN, 0), length - 1);
        const to = ravel(place, shape);
        out[to] = (out[to] ?? NaN) + value;
      });
      return out;
    },
    shape,
    // Sums over many.
    ...(elements(from) > 1000 ? { tolerance: 3e-5 } : {}),
  };
}

export const cases: readonly ConformanceCase[] = [
  scatterAddCase([3, 5], 1, 4),
  scatterAddCase([3, 5], 0, 6),
  scatterAddCase([2, 3, 4], 1, 5),
  scatterAddCase([7], 0, 20),
  scatterAddCase([3, 5], 1, 0),
  scatterAddCase([0, 5], 1, 2),
  scatterAddCase([4], 0, 4, { name: 'outside counts as the nearest', values: [-1, 4, 99, 1] }),
  scatterAddCase([3, 40], 1, 1500, { name: 'few lines, many picks' }),
  scatterAddCase([300, 3, 70], 1, 5),
];
