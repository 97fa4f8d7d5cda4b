import type { DType, OpName, Shape, Tensor } from '../../src/index.ts';
import type { ConformanceCase, Tolerance } from './conformanceCase.ts';
import { broadcast } from './references.ts';

interface BinaryOptions {
  readonly range?: readonly [number, number];
  /** Range of the second operand; default the first's. */
  readonly secondRange?: readonly [number, number];
  readonly tolerance?: Tolerance;
  readonly gradientTolerance?: Tolerance;
  readonly run?: (a: Tensor, b: Tensor) => Tensor;
  /** Pairs with no gradient check; default the products of 0, ±1, the infinities and NaN. */
  readonly special?: readonly (readonly [number, number])[];
}

type BinaryMethod = {
  [K in OpName]: K extends keyof Tensor
    ? Tensor[K] extends (b: Tensor, ...none: never[]) => Tensor
      ? K
      : never
    : never;
}[OpName];

const pairs: readonly (readonly [Shape, Shape, Shape])[] = [
  [[], [], []],
  [[0], [0], [0]],
  [[0, 3], [3], [0, 3]],
  [
    [3, 5],
    [3, 5],
    [3, 5],
  ],
  [[3, 5], [], [3, 5]],
  [[], [7], [7]],
  [[3, 5], [5], [3, 5]],
  [
    [4, 1],
    [1, 3],
    [4, 3],
  ],
  [
    [2, 3, 4],
    [3, 1],
    [2, 3, 4],
  ],
  [
    [2, 1, 3, 1],
    [1, 2, 1, 5],
    [2, 2, 3, 5],
  ],
  [
    [1, 2, 1, 2, 1, 3],
    [1, 1, 1, 2, 1, 3],
    [1, 2, 1, 2, 1, 3],
  ],
  [[3, 4099], [4099], [3, 4099]],
  [[1027], [1027], [1027]],
];

/** The ways two operands of an elementwise function broadcast, odd and empty shapes, special values. */
export function binaryCases(
  op: BinaryMethod | 'powTensor',
  f: (a: number, b: number) => number,
  options: BinaryOptions = {},
): ConformanceCase[] {
  const { range = [-2, 2] as const, secondRange = range, tolerance, gradientTolerance } = options;
  const call = options.run ?? ((a: Tensor, b: Tensor) => a[op as BinaryMethod](b));
  const special = options.special ?? product([0, 1, -1, Infinity, -Infinity, NaN]);
  const shared = {
    op,
    run: ([a, b]: readonly [Tensor, Tensor, ...Tensor[]]) => call(a, b),
    ...(tolerance === undefined ? {} : { tolerance }),
    ...(gradientTolerance === undefined ? {} : { gradientTolerance }),
  };
  return [
    ...pairs.map(([a, b, shape]) => ({
      ...shared,
      name: `[${a.join(', ')}] with [${b.join(', ')}]`,
      inputs: [
        { shape: a, range },
        { shape: b, range: secondRange },
      ],
      reference: broadcast([a, b], shape, f),
      shape,
    })),
    {
      ...shared,
      name: 'special values',
      inputs: [0, 1].map((k) => ({ shape: [special.length], values: special.map((pair) => pair[k] ?? NaN) })),
      reference: broadcast([[special.length], [special.length]], [special.length], f),
      shape: [special.length],
      gradients: 'none',
    },
  ];
}

function product(values: readonly number[]): (readonly [number, number])[] {
  return values.flatMap((a) => values.map((b) => [a, b] as const));
}

/** The whole-number side of an elementwise function: broadcasting, the ends of the range, a number. */
export function wholeNumberCases(
  op: BinaryMethod,
  dtype: DType & ('i32' | 'u32'),
  f: (a: number, b: number) => number,
): ConformanceCase[] {
  const range = dtype === 'i32' ? ([-1000, 1000] as const) : ([0, 2000] as const);
  const ends = dtype === 'i32' ? [0, 1, -1, 2 ** 31 - 1, -(2 ** 31)] : [0, 1, 2, 2 ** 31, 2 ** 32 - 1];
  const corners = product(ends);
  const shared = { op, dtype, gradients: 'none' } as const;
  return [
    ...pairs.slice(2, 9).map(([a, b, shape]) => ({
      ...shared,
      name: `${dtype} [${a.join(', ')}] with [${b.join(', ')}]`,
      inputs: [
        { shape: a, dtype, range },
        { shape: b, dtype, range },
      ],
      run: ([a, b]: readonly [Tensor, Tensor, ...Tensor[]]) => a[op](b),
      reference: broadcast([a, b], shape, f),
      shape,
    })),
    {
      ...shared,
      name: `${dtype} ends of the range`,
      inputs: [0, 1].map((k) => ({
        shape: [corners.length],
        dtype,
        values: corners.map((pair) => pair[k] ?? NaN),
      })),
      run: ([a, b]) => a[op](b),
      reference: broadcast([[corners.length], [corners.length]], [corners.length], f),
      shape: [corners.length],
    },
    {
      ...shared,
      name: `${dtype} with a number`,
      inputs: [{ shape: [7], dtype, range }],
      run: ([a]) => (a[op] as (b: number) => Tensor)(7),
      reference: broadcast([[7]], [7], (a) => f(a, 7)),
      shape: [7],
    },
  ];
}
