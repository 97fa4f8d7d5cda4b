import { gather } from '../../../src/index.ts';
import type { CaseInput, ConformanceCase } from '../conformanceCase.ts';
import { ravel, unravel } from '../references.ts';

function gatherCase(
  shape: readonly number[],
  axis: number,
  picks: number,
  more: { readonly name?: string; readonly values?: readonly number[]; readonly dtype?: 'i32' } = {},
): ConformanceCase {
  const at = axis < 0 ? axis + shape.length : axis;
  const out = shape.map((length, i) => (i === at ? picks : length));
  const length = shape[at] ?? 1;
  const index: CaseInput = more.values
    ? { shape: out, dtype: 'i32', values: more.values }
    : { shape: out, integers: Math.max(1, length) };
  return {
    op: 'gather',
    name: more.name ?? `[${shape.join(', ')}] along ${axis}, ${picks} of ${length}`,
    inputs: [more.dtype ? { shape, integers: 1000 } : { shape }, index],
    run: ([x, chosen]) => gather(x, axis, chosen),
    reference: ([x, chosen]) =>
      Float64Array.from(chosen, (wanted, i) => {
        const place = unravel(i, out);
        place[at] = Math.min(Math.max(wanted, 0), length - 1);
        return x[ravel(place, shape)] ?? NaN;
      }),
    shape: out,
    ...(more.dtype ? { dtype: more.dtype } : {}),
  };
}

export const cases: readonly ConformanceCase[] = [
  gatherCase([3, 5], 1, 2),
  gatherCase([3, 5], 0, 4),
  gatherCase([2, 3, 4], 1, 5),
  gatherCase([2, 3, 4], -1, 1),
  gatherCase([7], 0, 9),
  gatherCase([3, 5], 1, 0),
  gatherCase([0, 5], 1, 2),
  gatherCase([3, 5], -1, 3, { name: 'whole numbers', dtype: 'i32' }),
  gatherCase([2, 3], 1, 3, { name: 'outside counts as the nearest', values: [-1, 3, 99, 0, -2147483648, 2] }),
  // A few lines with many uses of a place: on a GPU another way to add up.
  gatherCase([3, 40], 1, 1500, { name: 'few lines, many picks' }),
  gatherCase([400, 65], 1, 3),
];
