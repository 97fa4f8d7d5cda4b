import { indexSelect } from '../../../src/index.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { build, ravel } from '../references.ts';

function indexSelectCase(
  shape: readonly number[],
  axis: number,
  picks: number | readonly number[],
  more: { readonly name?: string; readonly dtype?: 'i32' } = {},
): ConformanceCase {
  const at = axis < 0 ? axis + shape.length : axis;
  const length = shape[at] ?? 1;
  const count = typeof picks === 'number' ? picks : picks.length;
  const out = shape.map((n, i) => (i === at ? count : n));
  return {
    op: 'indexSelect',
    name: more.name ?? `[${shape.join(', ')}] along ${axis}, ${count} of ${length}`,
    inputs: [
      more.dtype ? { shape, integers: 1000 } : { shape },
      typeof picks === 'number'
        ? { shape: [count], integers: Math.max(1, length) }
        : { shape: [count], dtype: 'i32', values: picks },
    ],
    run: ([x, index]) => indexSelect(x, axis, index),
    reference: ([x, index]) =>
      build(out, (place) => {
        const wanted = Math.min(Math.max(index[place[at] ?? 0] ?? NaN, 0), length - 1);
        return x[ravel(place.with(at, wanted), shape)] ?? NaN;
      }),
    shape: out,
    ...(more.dtype ? { dtype: more.dtype } : {}),
  };
}

export const cases: readonly ConformanceCase[] = [
  indexSelectCase([3, 5], 0, 4),
  indexSelectCase([3, 5], 1, 7),
  indexSelectCase([2, 3, 4], 1, 5),
  indexSelectCase([7], 0, 9),
  indexSelectCase([3, 5], 0, 0),
  indexSelectCase([3, 0], 0, 2),
  indexSelectCase([300, 70], 0, 700),
  indexSelectCase([5, 3], 0, 4, { name: 'whole numbers', dtype: 'i32' }),
  indexSelectCase([3, 2], 0, [-1, 3, 1, 99], { name: 'outside counts as the nearest' }),
];
