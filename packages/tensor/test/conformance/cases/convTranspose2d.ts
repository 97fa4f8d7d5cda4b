import {
  convTranspose1d,
  convTranspose2d,
  type ConvTranspose2dOptions,
  type Shape,
} from '../../../src/index.ts';
import { elements } from '../caseValues.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { convReference, sumTolerance, type ConvPlan, type Pair } from '../convReference.ts';

const pair = (value: number | readonly [number, number]): Pair =>
  typeof value === 'number' ? [value, value] : value;

/** The convolution that this is the transpose of. */
function planOf(x: Shape, weight: Shape, options: ConvTranspose2dOptions): ConvPlan {
  const { stride = 1, padding = 0, outputPadding = 0, dilation = 1, groups = 1 } = options;
  const [steps, crop, extra, spread] = [pair(stride), pair(padding), pair(outputPadding), pair(dilation)];
  const size = (axis: 0 | 1) =>
    ((x[axis + 2] ?? 0) - 1) * steps[axis] -
    2 * crop[axis] +
    spread[axis] * ((weight[axis + 2] ?? 1) - 1) +
    extra[axis] +
    1;
  return {
    x: [x[0] ?? 0, (weight[1] ?? 0) * groups, size(0), size(1)],
    weight,
    out: x,
    stride: steps,
    padding: crop,
    dilation: spread,
    groups,
  };
}

function transposeCase(
  x: Shape,
  weight: Shape,
  options: ConvTranspose2dOptions & { bias?: boolean } = {},
): ConformanceCase {
  const { bias = false, ...own } = options;
  const plan = planOf(x, weight, own);
  const words = Object.entries(options).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  return {
    op: 'convTranspose2d',
    name: [`[${x.join(', ')}] by [${weight.join(', ')}]`, ...words].join(', '),
    inputs: [{ shape: x }, { shape: weight }, ...(bias ? [{ shape: plan.x.slice(1, 2) }] : [])],
    run: ([a, w, b]) => convTranspose2d(a, w, bias ? b : null, own),
    reference: ([a, w, b]) => convReference(plan, a, w, bias ? b : undefined, true),
    shape: plan.x,
    tolerance: sumTolerance(elements(weight.slice(1))),
    gradientTolerance: sumTolerance(Math.max(elements(x), elements(weight))),
  };
}

function transpose1dCase(
  x: readonly [number, number, number],
  weight: readonly [number, number, number],
  options: {
    stride?: number;
    padding?: number;
    outputPadding?: number;
    dilation?: number;
    groups?: number;
  },
): ConformanceCase {
  const { stride = 1, padding = 0, outputPadding = 0, dilation = 1, groups = 1 } = options;
  const image = (shape: readonly [number, number, number]) => [shape[0], shape[1], 1, shape[2]];
  const one = transposeCase(image(x), image(weight), {
    stride: [1, stride],
    padding: [0, padding],
    outputPadding: [0, outputPadding],
    dilation: [1, dilation],
    groups,
  });
  const words = Object.entries(options).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  return {
    ...one,
    name: [`convTranspose1d [${x.join(', ')}] by [${weight.join(', ')}]`, ...words].join(', '),
    inputs: [{ shape: x }, { shape: weight }],
    run: ([a, w]) => convTranspose1d(a, w, null, options),
    shape: one.shape.filter((_, axis) => axis !== 2),
  };
}

export const cases: readonly ConformanceCase[] = [
  transposeCase([2, 3, 4, 5], [3, 4, 3, 3], { bias: true }),
  transposeCase([2, 3, 4, 5], [3, 4, 3, 3], { stride: 2, padding: 1, outputPadding: 1, bias: true }),
  transposeCase([1, 2, 5, 4], [2, 3, 2, 4], { stride: [3, 2], padding: [0, 1] }),
  // A window smaller than the stride: some results are the bias alone.
  transposeCase([2, 3, 3, 4], [3, 2, 2, 1], { stride: [3, 2], outputPadding: [2, 1], bias: true }),
  transposeCase([1, 2, 4, 4], [2, 3, 3, 3], { stride: 4, dilation: [2, 6] }),
  transposeCase([2, 4, 4, 3], [4, 3, 2, 2], { groups: 2, stride: 2, bias: true }),
  transposeCase([2, 5, 6, 5], [5, 1, 3, 3], { groups: 5, stride: 2, padding: 1, bias: true }),
  transposeCase([2, 6, 4, 3], [6, 9, 2, 2], { groups: 2, stride: 2 }),
  transposeCase([2, 70, 5, 7], [70, 9, 3, 3], { stride: 2, padding: 1 }),
  transposeCase([2, 3, 13, 11], [3, 66, 3, 3], { padding: 1 }),
  transposeCase([0, 3, 4, 5], [3, 4, 3, 3], { bias: true }),
  transpose1dCase([2, 3, 6], [3, 4, 4], { stride: 2, padding: 1 }),
  transpose1dCase([2, 4, 5], [4, 2, 3], { stride: 2, outputPadding: 1, groups: 2 }),
  transpose1dCase([2, 3, 6], [3, 2, 3], { dilation: 2 }),
];
