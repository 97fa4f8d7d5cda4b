import { argsort, sort } from '../../../src/index.ts';
import type { CaseInput, ConformanceCase } from '../conformanceCase.ts';
import { orderedRows } from '../rowOrders.ts';

/** Values, and where they came from. */
function sortCases(
  name: string,
  x: CaseInput,
  options: { readonly descending?: boolean; readonly gradients?: 'none' } = {},
): ConformanceCase[] {
  const { descending = false, gradients } = options;
  const columns = x.shape.at(-1) ?? 0;
  const whole = x.integers !== undefined || x.dtype === 'i32';
  const title = `${name}${descending ? ', descending' : ''}`;
  return [
    {
      op: 'sort',
      name: title,
      inputs: [x],
      run: ([tensor]) => sort(tensor, { descending }).values,
      reference: ([values]) => orderedRows(values, columns, { descending, positions: false }),
      shape: x.shape,
      ...(gradients || whole ? { gradients: 'none' } : {}),
      ...(whole ? { dtype: 'i32' } : {}),
    },
    {
      op: 'sort',
      name: `${title}, positions`,
      inputs: [x],
      run: ([tensor]) => sort(tensor, { descending }).indices,
      reference: ([values]) => orderedRows(values, columns, { descending, positions: true }),
      shape: x.shape,
      dtype: 'i32',
      gradients: 'none',
    },
  ];
}

const special = [3, NaN, -Infinity, 0, -0, Infinity, -3, NaN, 0, 3];

export const cases: readonly ConformanceCase[] = [
  ...sortCases('[3, 5]', { shape: [3, 5] }),
  ...sortCases('[2, 3, 4]', { shape: [2, 3, 4] }, { descending: true }),
  ...sortCases('[1]', { shape: [1] }),
  ...sortCases('[0, 5]', { shape: [0, 5] }),
  ...sortCases('[5, 0]', { shape: [5, 0] }),
  ...sortCases('[3, 300]', { shape: [3, 300] }),
  ...sortCases('[7, 64]', { shape: [7, 64] }, { descending: true }),
  ...sortCases('[70000, 3]', { shape: [70000, 3] }, { gradients: 'none' }),
  ...sortCases('[2, 2500]', { shape: [2, 2500] }, { descending: true }),
  ...sortCases('whole numbers', { shape: [4, 65], integers: 9 }),
  ...sortCases('whole numbers', { shape: [4, 65], integers: 9 }, { descending: true }),
  ...sortCases('few whole numbers', { shape: [4, 33], integers: 9 }, { descending: true }),
  ...sortCases('signed whole numbers', {
    shape: [5],
    dtype: 'i32',
    values: [3, -2147483648, 0, -1, 2147483520],
  }),
  ...sortCases('special values', { shape: [10], values: special }, { gradients: 'none' }),
  ...sortCases('special values', { shape: [10], values: special }, { descending: true, gradients: 'none' }),
  {
    op: 'sort',
    name: 'argsort of [3, 70]',
    inputs: [{ shape: [3, 70] }],
    run: ([x]) => argsort(x),
    reference: ([x]) => orderedRows(x, 70, { descending: false, positions: true }),
    shape: [3, 70],
    dtype: 'i32',
    gradients: 'none',
  },
];
