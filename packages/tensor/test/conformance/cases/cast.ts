import { cast, type DType } from '../../../src/index.ts';
import type { CaseInput, ConformanceCase } from '../conformanceCase.ts';
import { mapped } from '../references.ts';

type Source = 'f32' | 'i32' | 'u32' | 'bool';

const corners: Readonly<Record<Source, readonly number[]>> = {
  f32: [0, -0, 0.9, -0.9, 1.5, -1.5, 1e-40, 2 ** 31, -(2 ** 31), 2 ** 32, 2147483520, -1e10, 1e10, Infinity, -Infinity, NaN], // prettier-ignore
  i32: [0, 1, -1, 2 ** 24, -(2 ** 24), 2 ** 31 - 1, -(2 ** 31)],
  u32: [0, 1, 2 ** 24, 2 ** 31, 2 ** 32 - 1],
  bool: [0, 1],
};
/** Numbers and the halves they become. */
const halves: readonly (readonly [number, number])[] = [
  [0, 0],
  [-0, -0],
  [1, 1],
  [1 + 2 ** -11, 1],
  [1 + 3 * 2 ** -11, 1 + 2 ** -9],
  [0.1, 0.0999755859375],
  [65504, 65504],
  [65519, 65504],
  [65520, Infinity],
  [-1e30, -Infinity],
  [2 ** -14, 2 ** -14],
  [2 ** -25, 0],
  [-3 * 2 ** -25, -(2 ** -23)],
  [1.5 * 2 ** -25, 2 ** -24],
  [1e-30, 0],
  [Infinity, Infinity],
  [-Infinity, -Infinity],
  [NaN, NaN],
];

const sources = Object.keys(corners) as Source[];

/** To the end of the range, NaN to 0, the fraction dropped. */
const saturated = (x: number, low: number, high: number): number =>
  Number.isNaN(x) ? 0 : Math.trunc(Math.min(Math.max(x, low), high));

/** What a value becomes. */
function converted(x: number, from: DType, to: DType): number {
  if (to === 'bool') return x === 0 ? 0 : 1;
  if (to === 'f32') return Math.fround(x);
  if (from !== 'f32') return to === 'i32' ? x | 0 : x >>> 0;
  return to === 'i32' ? saturated(x, -(2 ** 31), 2 ** 31 - 1) : saturated(x, 0, 2 ** 32 - 1);
}

const uniform: Readonly<Record<Source, Partial<CaseInput>>> = {
  f32: { range: [-2000, 2000] },
  i32: { range: [-2000, 2000] },
  u32: { range: [0, 2000] },
  bool: { integers: 2 },
};

export const cases: readonly ConformanceCase[] = [
  ...sources.flatMap((from) =>
    sources.map((to): ConformanceCase => {
      const n = corners[from].length;
      return {
        op: 'cast',
        name: `${from} to ${to}`,
        inputs: [{ shape: [n], dtype: from, values: corners[from] }],
        run: ([x]) => x.to(to),
        reference: mapped((x) => converted(x, from, to)),
        shape: [n],
        dtype: to,
        gradients: 'none',
      };
    }),
  ),
  ...sources.flatMap((from) =>
    [
      [3, 5],
      [5, 1031],
    ].map((shape): ConformanceCase => {
      const to = from === 'f32' ? 'i32' : 'f32';
      return {
        op: 'cast',
        name: `[${shape.join(', ')}] of ${from} to ${to}`,
        inputs: [{ shape, dtype: from, ...uniform[from] }],
        run: ([x]) => cast(x, to),
        reference: mapped((x) => converted(x, from, to)),
        shape,
        dtype: to,
        gradients: 'none',
      };
    }),
  ),
  {
    op: 'cast',
    name: '[3, 5] to its own dtype',
    inputs: [{ shape: [3, 5] }],
    run: ([x]) => x.to('f32'),
    reference: mapped((x) => x),
    shape: [3, 5],
  },
  {
    op: 'cast',
    name: 'f32 to f16',
    inputs: [{ shape: [halves.length], values: halves.map(([x]) => x) }],
    run: ([x]) => x.to('f16'),
    reference: () => halves.map(([, half]) => half),
    shape: [halves.length],
    dtype: 'f16',
    gradients: 'none',
    tolerance: 0,
  },
  ...[[1], [3], [4], [5], [8], [11, 13], [2051]].map((shape): ConformanceCase => ({
    op: 'cast',
    name: `[${shape.join(', ')}] to f16 and back`,
    inputs: [{ shape, range: [-9, 9] }],
    run: ([x]) => x.to('f16').to('f32'),
    reference: mapped((x) => x),
    shape,
    tolerance: { absolute: 0, relative: 2 ** -11 },
    // The gradient is of f16 on the way.
    gradientTolerance: { absolute: 1e-6, relative: 2 ** -11 },
  })),
  {
    op: 'cast',
    name: 'whole numbers to f16 to bool',
    inputs: [{ shape: [5], dtype: 'i32', values: [0, 1, -2048, 70000, 0] }],
    run: ([x]) => x.to('f16').to('bool'),
    reference: () => [0, 1, 1, 1, 0],
    shape: [5],
    dtype: 'bool',
    gradients: 'none',
  },
  {
    op: 'cast',
    name: 'nothing to f16',
    inputs: [{ shape: [0, 3] }],
    run: ([x]) => x.to('f16'),
    reference: mapped((x) => x),
    shape: [0, 3],
    dtype: 'f16',
    gradients: 'none',
  },
  {
    op: 'cast',
    name: 'nothing',
    inputs: [{ shape: [0, 3] }],
    run: ([x]) => x.to('bool'),
    reference: mapped((x) => x),
    shape: [0, 3],
    dtype: 'bool',
    gradients: 'none',
  },
];
