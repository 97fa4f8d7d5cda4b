import { conv1d, conv2d, type Conv2dOptions, type Shape } from '../../../src/index.ts';
import { elements } from '../caseValues.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { convReference, sumTolerance, type ConvPlan, type Pair } from '../convReference.ts';

const pair = (value: number | readonly [number, number]): Pair =>
  typeof value === 'number' ? [value, value] : value;

function planOf(x: Shape, weight: Shape, options: Conv2dOptions): ConvPlan {
  const { stride = 1, padding = 0, dilation = 1, groups = 1 } = options;
  const [steps, spread] = [pair(stride), pair(dilation)];
  const spans = [0, 1].map((axis) => (spread[axis] ?? 1) * ((weight[axis + 2] ?? 1) - 1));
  const same = padding === 'same';
  const zeros = same || padding === 'valid' ? [0, 0] : pair(padding);
  const size = (axis: number) => {
    const room = (x[axis + 2] ?? 0) + 2 * (zeros[axis] ?? 0) - (spans[axis] ?? 0) - 1;
    return same ? (x[axis + 2] ?? 0) : Math.floor(room / (steps[axis] ?? 1)) + 1;
  };
  const before = (axis: number) => (same ? Math.floor((spans[axis] ?? 0) / 2) : (zeros[axis] ?? 0));
  return {
    x,
    weight,
    out: [x[0] ?? 0, weight[0] ?? 0, size(0), size(1)],
    stride: steps,
    padding: [before(0), before(1)],
    dilation: spread,
    groups,
  };
}

function conv2dCase(
  x: Shape,
  weight: Shape,
  options: Conv2dOptions & { bias?: boolean } = {},
  extra: Partial<ConformanceCase> = {},
): ConformanceCase {
  const { bias = false, ...own } = options;
  const plan = planOf(x, weight, own);
  const words = Object.entries(options).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  const [, , height = 0, width = 0] = plan.out;
  return {
    op: 'conv2d',
    name: [`[${x.join(', ')}] by [${weight.join(', ')}]`, ...words].join(', '),
    inputs: [{ shape: x }, { shape: weight }, ...(bias ? [{ shape: weight.slice(0, 1) }] : [])],
    run: ([a, w, b]) => conv2d(a, w, bias ? b : null, own),
    reference: ([a, w, b]) => convReference(plan, a, w, bias ? b : undefined),
    shape: plan.out,
    tolerance: sumTolerance(elements(weight.slice(1))),
    gradientTolerance: sumTolerance(Math.max((x[0] ?? 0) * height * width, elements(weight))),
    ...extra,
  };
}

function conv1dCase(
  x: readonly [number, number, number],
  weight: readonly [number, number, number],
  options: { stride?: number; padding?: number | 'same'; dilation?: number; groups?: number },
): ConformanceCase {
  const { stride = 1, padding = 0, dilation = 1, groups = 1 } = options;
  const image = (shape: readonly [number, number, number]) => [shape[0], shape[1], 1, shape[2]];
  const one = conv2dCase(image(x), image(weight), {
    stride: [1, stride],
    padding: padding === 'same' ? padding : [0, padding],
    dilation: [1, dilation],
    groups,
  });
  const words = Object.entries(options).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  return {
    ...one,
    name: [`conv1d [${x.join(', ')}] by [${weight.join(', ')}]`, ...words].join(', '),
    inputs: [{ shape: x }, { shape: weight }],
    run: ([a, w]) => conv1d(a, w, null, options),
    shape: one.shape.filter((_, axis) => axis !== 2),
  };
}

export const cases: readonly ConformanceCase[] = [
  conv2dCase([2, 3, 5, 6], [4, 3, 3, 3], { bias: true }),
  conv2dCase([2, 3, 5, 6], [4, 3, 3, 3], { padding: 1, bias: true }),
  conv2dCase([2, 3, 7, 6], [5, 3, 3, 2], { stride: 2, padding: [1, 0] }),
  conv2dCase([1, 2, 9, 8], [3, 2, 2, 3], { stride: [3, 2], padding: [2, 1], dilation: [2, 3] }),
  conv2dCase([2, 2, 6, 7], [3, 2, 3, 4], { padding: 'same', bias: true }),
  conv2dCase([2, 2, 6, 7], [3, 2, 3, 2], { padding: 'same', dilation: 2 }),
  // A stride and a dilation with a common factor, and one that leaves results without any tap.
  conv2dCase([1, 2, 11, 18], [3, 2, 3, 3], { stride: 4, dilation: [2, 6] }),
  conv2dCase([2, 3, 8, 8], [4, 3, 2, 2], { stride: 3 }),
  // Patches.
  conv2dCase([2, 3, 8, 8], [6, 3, 4, 4], { stride: 4, bias: true }),
  // A linear map of the channels.
  conv2dCase([2, 5, 4, 3], [7, 5, 1, 1], { bias: true }),
  conv2dCase([2, 5, 4, 3], [7, 5, 1, 1], { stride: 2, padding: 1 }),
  // Groups: some channels each, few, and one.
  conv2dCase([2, 8, 5, 5], [12, 4, 3, 3], { groups: 2, padding: 1, bias: true }),
  conv2dCase([2, 6, 5, 7], [6, 2, 3, 3], { groups: 3, padding: 1, bias: true }),
  conv2dCase([2, 5, 7, 9], [5, 1, 3, 3], { groups: 5, padding: 1, bias: true }),
  conv2dCase([2, 3, 9, 7], [6, 1, 3, 2], { groups: 3, stride: 2, dilation: [1, 2], padding: 2 }),
  conv2dCase([1, 6, 6, 5], [12, 3, 2, 3], { groups: 2, stride: [1, 2], padding: [0, 1] }),
  // Several tiles of every kernel, positions of several images in one block.
  conv2dCase([3, 7, 11, 13], [70, 7, 3, 3], { padding: 1, bias: true }),
  conv2dCase([2, 67, 6, 5], [5, 67, 3, 3], { padding: 1 }),
  conv2dCase([2, 34, 9, 9], [133, 34, 3, 3], { stride: 2, padding: 1 }),
  conv2dCase([4, 5, 33, 29], [6, 5, 3, 3], { padding: 1 }),
  // Weight gradients in several parts.
  conv2dCase([3, 2, 40, 41], [3, 2, 3, 3], { padding: 1, bias: true }),
  // Nothing to compute, and nothing to sum.
  conv2dCase([0, 3, 5, 6], [4, 3, 3, 3], { bias: true }),
  conv2dCase([2, 0, 5, 6], [4, 0, 3, 3], { bias: true }),
  conv2dCase([2, 3, 5, 6], [0, 3, 3, 3]),
  // More workgroups than one dimension holds.
  conv2dCase([1, 1, 2050, 2050], [1, 1, 1, 2], {}, { gradients: 'none' }),
  conv1dCase([2, 3, 9], [4, 3, 3], {}),
  conv1dCase([2, 3, 9], [4, 3, 3], { padding: 1, stride: 2 }),
  conv1dCase([2, 4, 10], [6, 2, 4], { padding: 'same', groups: 2 }),
  conv1dCase([2, 6, 11], [6, 1, 3], { groups: 6, padding: 2, dilation: 2 }),
];
