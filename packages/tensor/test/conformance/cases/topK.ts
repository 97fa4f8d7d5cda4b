import { topK } from '../../../src/index.ts';
import type { CaseInput, ConformanceCase } from '../conformanceCase.ts';
import { orderedRows } from '../rowOrders.ts';

/** Values, and where they came from. */
function topKCases(
  name: string,
  x: CaseInput,
  k: number,
  options: { readonly largest?: boolean; readonly gradients?: 'none' } = {},
): ConformanceCase[] {
  const { largest = true, gradients } = options;
  const columns = x.shape.at(-1) ?? 0;
  const title = `${k} of ${name}${largest ? '' : ', smallest'}`;
  const shape = [...x.shape.slice(0, -1), k];
  return [
    {
      op: 'topK',
      name: title,
      inputs: [x],
      run: ([tensor]) => topK(tensor, k, { largest }).values,
      reference: ([values]) =>
        orderedRows(values, columns, { descending: largest, positions: false, keep: k }),
      shape,
      ...(gradients ? { gradients } : {}),
    },
    {
      op: 'topK',
      name: `${title}, positions`,
      inputs: [x],
      run: ([tensor]) => topK(tensor, k, { largest }).indices,
      reference: ([values]) =>
        orderedRows(values, columns, { descending: largest, positions: true, keep: k }),
      shape,
      dtype: 'i32',
      gradients: 'none',
    },
  ];
}

const special = [3, NaN, -Infinity, 0, -0, Infinity, -3, NaN, 0, 3];

export const cases: readonly ConformanceCase[] = [
  ...topKCases('[3, 5]', { shape: [3, 5] }, 2),
  ...topKCases('[2, 3, 4]', { shape: [2, 3, 4] }, 3, { largest: false }),
  ...topKCases('[7]', { shape: [7] }, 7),
  ...topKCases('[3, 5]', { shape: [3, 5] }, 0),
  ...topKCases('[0, 5]', { shape: [0, 5] }, 2),
  ...topKCases('[300, 8]', { shape: [300, 8] }, 2),
  ...topKCases('[5, 300]', { shape: [5, 300] }, 10),
  ...topKCases('[2, 1500]', { shape: [2, 1500] }, 64),
  ...topKCases('[2, 1500]', { shape: [2, 1500] }, 100),
  ...topKCases('special values', { shape: [10], values: special }, 10, { gradients: 'none' }),
  ...topKCases('special values', { shape: [10], values: special }, 10, { largest: false, gradients: 'none' }),
  {
    op: 'topK',
    name: 'more than 65,535 workgroups',
    inputs: [{ shape: [1_050_000, 1] }],
    run: ([x]) => topK(x, 1).values,
    reference: ([x]) => x,
    shape: [1_050_000, 1],
    gradients: 'none',
  },
];
