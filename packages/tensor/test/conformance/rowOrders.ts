import { byRows } from './rowCases.ts';

/** Positions of a row's values in order: NaN the largest, equal values in their order. */
export function orderOf(row: readonly number[], descending: boolean): number[] {
  const rank = (a: number, b: number): number => {
    if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1;
    if (Number.isNaN(b)) return -1;
    return a < b ? -1 : a > b ? 1 : 0;
  };
  const sign = descending ? -1 : 1;
  return row.map((_, i) => i).sort((i, j) => sign * rank(row[i] ?? NaN, row[j] ?? NaN) || i - j);
}

/** The first `keep` values of every row in order, or where they came from. */
export function orderedRows(
  x: Float64Array,
  columns: number,
  options: { readonly descending: boolean; readonly positions: boolean; readonly keep?: number },
): Float64Array {
  return byRows(x, columns, (row) => {
    const order = orderOf(row, options.descending).slice(0, options.keep ?? columns);
    return options.positions ? order : order.map((i) => row[i] ?? NaN);
  });
}
