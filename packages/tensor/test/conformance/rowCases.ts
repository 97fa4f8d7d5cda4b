import type { OpName, Tensor } from '../../src/index.ts';
import { elements } from './caseValues.ts';
import type { ConformanceCase } from './conformanceCase.ts';

/** Applies f to every row of `columns` values. */
export function byRows(
  values: ArrayLike<number>,
  columns: number,
  f: (row: number[], index: number) => readonly number[],
): Float64Array {
  const rows: (readonly number[])[] = [];
  for (let at = 0; at + columns <= values.length && columns > 0; at += columns) {
    rows.push(
      f(
        Array.from({ length: columns }, (_, i) => values[at + i] ?? NaN),
        rows.length,
      ),
    );
  }
  return Float64Array.from(rows.flat());
}

const shapes = [
  [1],
  [7],
  [3, 5],
  [2, 3, 4],
  [0, 5],
  [4, 0],
  [9, 65],
  [300, 3],
  [5, 130],
  [3, 1027],
  [2, 2051],
];

/** A function of each row of the last axis: odd tails, every width of a workgroup's share, extremes. */
export function rowCases(
  op: OpName,
  run: (x: Tensor) => Tensor,
  reference: (row: readonly number[]) => readonly number[],
): ConformanceCase[] {
  const shared = { op, run: ([x]: readonly [Tensor, ...Tensor[]]) => run(x) };
  const masked = [-Infinity, 1, 2, -Infinity, -3, 0, -Infinity, -Infinity, 4, -Infinity];
  return [
    ...shapes.map((shape) => ({
      ...shared,
      name: `[${shape.join(', ')}]`,
      inputs: [{ shape, range: [-4, 4] as const }],
      reference: ([x]: readonly [Float64Array, ...Float64Array[]]) => byRows(x, shape.at(-1) ?? 0, reference),
      shape,
      // The gradient sums over a row.
      gradientTolerance: { absolute: elements(shape) > 1000 ? 2e-5 : 1e-5, relative: 1e-5 },
    })),
    {
      ...shared,
      name: 'far from zero',
      inputs: [{ shape: [2, 4], values: [1000, 1001, 999.5, -2000, -1e30, -1e30, 80, 81] }],
      reference: ([x]) => byRows(x, 4, reference),
      shape: [2, 4],
      gradients: 'none',
    },
    {
      ...shared,
      name: 'masked by -infinity',
      inputs: [{ shape: [2, 5], values: masked }],
      reference: ([x]) => byRows(x, 5, reference),
      shape: [2, 5],
      gradients: 'none',
    },
  ];
}
