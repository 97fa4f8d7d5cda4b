import type { OpName, Shape, Tensor } from '../../src/index.ts';
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
  op: BinaryMethod,
  f: (a: number, b: number) => number,
  options: BinaryOptions = {},
): ConformanceCase[] {
  const { range = [-2, 2] as const, secondRange = range, tolerance, gradientTolerance } = options;
  const call = options.run ?? ((a: Tensor, b: Tensor) => a[op](b));
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
