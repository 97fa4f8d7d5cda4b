import {
  adaptiveMaxPool2d,
  maxPool1d,
  maxPool2d,
  type MaxPool2dOptions,
  type Shape,
} from '../../../src/index.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { adaptivelyPooled, both, pooled, windowCount, type Window } from '../poolCases.ts';

type PerAxis = number | readonly [number, number];

/** The largest; NaN is larger than all, and nothing gives −infinity. */
function largest({ values }: Window): number {
  return values.some(Number.isNaN) ? NaN : Math.max(...values);
}

function maxPoolCase(
  x: Shape,
  kernel: PerAxis,
  options: MaxPool2dOptions = {},
  extra: Partial<ConformanceCase> = {},
): ConformanceCase {
  const { stride = kernel, padding = 0, dilation = 1, ceilMode = false } = options;
  const plan = {
    kernel: both(kernel),
    stride: both(stride),
    padding: both(padding),
    dilation: both(dilation),
  };
  const count = (axis: 0 | 1) => windowCount(x[axis + 2] ?? 0, axis, plan, ceilMode);
  const out = [count(0), count(1)] as const;
  const words = Object.entries(options).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  return {
    op: 'maxPool2d',
    name: [`[${x.join(', ')}] by ${JSON.stringify(kernel)}`, ...words].join(', '),
    inputs: [{ shape: x }],
    run: ([a]) => maxPool2d(a, kernel, options),
    reference: ([a]) => pooled(a, x, out, plan, largest),
    shape: [x[0] ?? 0, x[1] ?? 0, ...out],
    ...extra,
  };
}

function adaptiveCase(x: Shape, size: readonly [number, number]): ConformanceCase {
  return {
    op: 'maxPool2d',
    name: `adaptive [${x.join(', ')}] to ${JSON.stringify(size)}`,
    inputs: [{ shape: x }],
    run: ([a]) => adaptiveMaxPool2d(a, size),
    reference: ([a]) => adaptivelyPooled(a, x, size, largest),
    shape: [x[0] ?? 0, x[1] ?? 0, ...size],
  };
}

export const cases: readonly ConformanceCase[] = [
  maxPoolCase([2, 3, 6, 8], 2),
  maxPoolCase([2, 3, 7, 5], 2),
  maxPoolCase([2, 3, 7, 6], [3, 2], { stride: [2, 1], padding: 1 }),
  maxPoolCase([1, 2, 9, 9], 3, { stride: 2, padding: 1 }),
  maxPoolCase([1, 2, 9, 8], 3, { stride: 1, dilation: [2, 3], padding: 1 }),
  maxPoolCase([2, 2, 6, 7], 3, { stride: 2, ceilMode: true }),
  maxPoolCase([1, 2, 5, 6], 2, { stride: 3, padding: 1, ceilMode: true }),
  // All taps of the first window lie in the padding: -infinity.
  maxPoolCase([1, 1, 2, 3], 2, { stride: 1, dilation: 3, padding: 1 }, { gradients: 'none' }),
  maxPoolCase([0, 3, 4, 4], 2),
  maxPoolCase([7, 11, 13, 9], 2),
  maxPoolCase(
    [1, 1, 4, 4],
    2,
    {},
    {
      name: 'equal and special values',
      inputs: [
        {
          shape: [1, 1, 4, 4],
          values: [1, 1, NaN, 2, 1, 1, 3, NaN, -Infinity, -Infinity, 0, Infinity, -Infinity, -Infinity, 5, 1],
        },
      ],
      gradients: 'none',
    },
  ),
  {
    ...maxPoolCase([2, 3, 1, 9], [1, 3], { stride: [1, 2], padding: [0, 1] }),
    name: 'maxPool1d [2, 3, 9] by 3, stride 2, padding 1',
    inputs: [{ shape: [2, 3, 9] }],
    run: ([a]) => maxPool1d(a, 3, { stride: 2, padding: 1 }),
    shape: [2, 3, 5],
  },
  adaptiveCase([2, 3, 7, 5], [3, 2]),
  adaptiveCase([1, 2, 3, 4], [5, 4]),
];
