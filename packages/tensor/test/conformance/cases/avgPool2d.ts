import {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  avgPool1d,
  avgPool2d,
  type AvgPool2dOptions,
  type Shape,
} from '../../../src/index.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { adaptivelyPooled, both, pooled, windowCount, type Window } from '../poolCases.ts';

type PerAxis = number | readonly [number, number];

function mean({ values }: Window, count = values.length): number {
  return values.reduce((total, value) => total + value, 0) / count;
}

function avgPoolCase(x: Shape, kernel: PerAxis, options: AvgPool2dOptions = {}): ConformanceCase {
  const { stride = kernel, padding = 0, ceilMode = false, countIncludePad = true } = options;
  const plan = { kernel: both(kernel), stride: both(stride), padding: both(padding), dilation: both(1) };
  const count = (axis: 0 | 1) => windowCount(x[axis + 2] ?? 0, axis, plan, ceilMode);
  const out = [count(0), count(1)] as const;
  const words = Object.entries(options).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  return {
    op: 'avgPool2d',
    name: [`[${x.join(', ')}] by ${JSON.stringify(kernel)}`, ...words].join(', '),
    inputs: [{ shape: x }],
    run: ([a]) => avgPool2d(a, kernel, options),
    reference: ([a]) =>
      pooled(a, x, out, plan, (window) => (countIncludePad ? mean(window, window.padded) : mean(window))),
    shape: [x[0] ?? 0, x[1] ?? 0, ...out],
  };
}

function adaptiveCase(x: Shape, size: readonly [number, number]): ConformanceCase {
  return {
    op: 'avgPool2d',
    name: `adaptive [${x.join(', ')}] to ${JSON.stringify(size)}`,
    inputs: [{ shape: x }],
    run: ([a]) => adaptiveAvgPool2d(a, size),
    reference: ([a]) => adaptivelyPooled(a, x, size, (window) => mean(window)),
    shape: [x[0] ?? 0, x[1] ?? 0, ...size],
  };
}

export const cases: readonly ConformanceCase[] = [
  avgPoolCase([2, 3, 6, 8], 2),
  avgPoolCase([2, 3, 7, 5], 2),
  avgPoolCase([2, 3, 7, 6], [3, 2], { stride: [2, 1], padding: 1 }),
  avgPoolCase([2, 3, 7, 6], [3, 2], { stride: [2, 1], padding: 1, countIncludePad: false }),
  avgPoolCase([2, 2, 6, 7], 3, { stride: 2, ceilMode: true }),
  avgPoolCase([1, 2, 5, 6], 2, { stride: 3, padding: 1, ceilMode: true }),
  avgPoolCase([1, 2, 5, 6], 3, { stride: 2, padding: 1, ceilMode: true }),
  avgPoolCase([1, 2, 9, 21], [2, 11], { stride: 3 }),
  avgPoolCase([0, 3, 4, 4], 2),
  avgPoolCase([7, 11, 13, 9], 2),
  {
    ...avgPoolCase([2, 3, 1, 9], [1, 3], { stride: [1, 2], padding: [0, 1] }),
    name: 'avgPool1d [2, 3, 9] by 3, stride 2, padding 1',
    inputs: [{ shape: [2, 3, 9] }],
    run: ([a]) => avgPool1d(a, 3, { stride: 2, padding: 1 }),
    shape: [2, 3, 5],
  },
  adaptiveCase([2, 3, 7, 5], [1, 1]),
  adaptiveCase([2, 3, 7, 5], [3, 2]),
  adaptiveCase([1, 2, 3, 4], [5, 4]),
  {
    ...adaptiveCase([2, 3, 1, 7], [1, 3]),
    name: 'adaptiveAvgPool1d [2, 3, 7] to 3',
    inputs: [{ shape: [2, 3, 7] }],
    run: ([a]) => adaptiveAvgPool1d(a, 3),
    shape: [2, 3, 3],
  },
];
