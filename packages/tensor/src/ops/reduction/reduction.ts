import { defineKernel } from '../../backend/kernel.ts';
import type { DType } from '../../dtype.ts';
import { CraftError } from '../../errors.ts';
import { formatShape, normalizeAxis, sizeOf, type Shape } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { expectDType, input, launch, type TensorSpec } from '../op.ts';
import template from './reduction.wgsl';

/**
 * Kernel that combines x [outer, reduce, inner] over chunks of its middle axis into
 * [outer, ⌈reduce/chunk⌉, inner] and, of f32, multiplies by `scale`. `functions` is WGSL:
 * `fn initial(first: Element) -> Element` and `fn combine(a: Element, b: Element) -> Element`, or a whole
 * `body` of its own.
 */
export function reductionKernel(
  name: string,
  functions: string,
  element: 'f32' | 'i32' | 'u32' = 'f32',
  body = `${element === 'f32' ? scaledResult : plainResult}${template}`,
) {
  return defineKernel({
    name,
    reads: { x: element },
    writes: { out: element },
    params: { outer: 'u32', reduce: 'u32', inner: 'u32', chunk: 'u32', scale: 'f32' },
    wgsl: `alias Element = ${element};\n${functions}\n${body}`,
    constants: ({ inner, chunk }) => ({ LANES: lanes(inner, chunk), ROWS: inner === 1 ? 1 : 0 }),
    workgroups: ({ outer, reduce, inner, chunk }) =>
      Math.ceil((outer * inner * splits(reduce, chunk)) / (256 / lanes(inner, chunk))),
    tasks: ({ outer, reduce, inner, chunk }) => outer * splits(reduce, chunk) * Math.ceil(inner / 64),
    grain: ({ inner, chunk }) => Math.ceil(16384 / (chunk * Math.min(inner, 64) + 1)),
  });
}

const scaledResult = 'fn finish(value: f32) -> f32 { return value * params.scale; }\n';
const plainResult = 'fn finish(value: Element) -> Element { return value; }\n';

export type ReductionKernel = ReturnType<typeof reductionKernel>;

/** The middle axis of three is reduced. */
interface Extent {
  readonly outer: number;
  readonly reduce: number;
  readonly inner: number;
}

function splits(reduce: number, chunk: number): number {
  return Math.max(1, Math.ceil(reduce / chunk));
}

/** GPU invocations that share an output: a power of two. */
export function lanes(inner: number, chunk: number): number {
  const most = inner === 1 ? 256 : 256 / Math.min(32, powerOfTwo(inner));
  return Math.min(most, powerOfTwo(Math.ceil(chunk / 2)));
}

/** The least power of two that is not smaller. */
function powerOfTwo(n: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, n)));
}

/** Long reductions to few outputs go in several passes, to keep every core busy and rounding small. */
function chunkLength({ outer, reduce, inner }: Extent): number {
  const [longest, enough] = inner === 1 ? [4096, 512] : [512, 8192];
  return reduce > 2 * longest && outer * inner < enough ? longest : Math.max(1, reduce);
}

/** out [outer, inner] = scale · (x [outer, reduce, inner] combined over its middle axis); outside autograd. */
export function reduceTo(kernel: ReductionKernel, x: Tensor, out: Tensor, extent: Extent, scale = 1): void {
  if (out.size === 0) return;
  const { outer, inner } = extent;
  let { reduce } = extent;
  let current = x;
  for (;;) {
    const chunk = chunkLength({ outer, reduce, inner });
    const left = splits(reduce, chunk);
    const target = left === 1 ? out : emptyTensor([outer, left, inner], x.dtype, x.device);
    launch(kernel, [current], [target], { ...extent, reduce, chunk, scale: left === 1 ? scale : 1 });
    if (current !== x) current.dispose();
    if (left === 1) return;
    current = target;
    reduce = left;
  }
}

/** Reduces several axes: each run of neighbouring ones at once, the last run first. Outside autograd. */
export function reduceAxes(
  kernel: ReductionKernel,
  x: Tensor,
  out: Tensor,
  axes: readonly number[],
  scale = 1,
): void {
  const runs = contiguousRuns(axes);
  let current = x;
  let { shape } = x;
  runs.forEach(([from, to], i) => {
    const last = i === runs.length - 1;
    const extent = {
      outer: sizeOf(shape.slice(0, from)),
      reduce: sizeOf(shape.slice(from, to + 1)),
      inner: sizeOf(shape.slice(to + 1)),
    };
    // Later runs go first: the axes before them keep their numbers.
    shape = shape.map((length, axis) => (axis >= from && axis <= to ? 1 : length));
    const target = last ? out : emptyTensor(shape, x.dtype, x.device);
    reduceTo(kernel, current, target, extent, last ? scale : 1);
    if (current !== x) current.dispose();
    current = target;
  });
}

/** Which axes go, and whether they leave a 1 behind. */
export interface ReductionAttributes {
  /** Sorted, distinct, non-negative. */
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

export interface ReductionOptions {
  /** Leave reduced axes as 1. Default false. */
  readonly keepDims?: boolean;
}

/** Turns what a user gives into attributes: no axis means all, negative ones count from the end. */
export function reductionAttributes(
  op: string,
  x: Tensor,
  axis: number | readonly number[] | undefined,
  { keepDims = false }: ReductionOptions,
): ReductionAttributes {
  const given = axis === undefined ? x.shape.map((_, i) => i) : typeof axis === 'number' ? [axis] : axis;
  const axes = [...new Set(given.map((one) => normalizeAxis(op, one, x.rank)))].sort((a, b) => a - b);
  return { axes, keepDims };
}

/** The shape and dtype rule of a reduction. */
export function reductionOutputs(
  op: string,
  specs: readonly TensorSpec[],
  { axes, keepDims }: ReductionAttributes,
  dtypes: readonly DType[] = ['f32'],
): readonly TensorSpec[] {
  const x = input(specs, 0);
  expectDType(op, 'a tensor', x, ...dtypes);
  return [{ shape: reducedShape(x.shape, axes, keepDims), dtype: x.dtype }];
}

/** Throws `shape.empty` where a reduction without a neutral element finds nothing to choose from. */
export function assertNotEmpty(op: string, shape: Shape, axes: readonly number[]): void {
  if (axes.every((axis) => shape[axis] !== 0)) return;
  throw new CraftError(
    'shape.empty',
    `${op}: expected at least one element along ${axes.length === 1 ? `axis ${axes[0]}` : `axes ${axes.join(', ')}`} but received shape ${formatShape(shape)}`,
  );
}

export function reducedShape(shape: Shape, axes: readonly number[], keepDims: boolean): Shape {
  return shape.flatMap((length, axis) => (axes.includes(axis) ? (keepDims ? [1] : []) : [length]));
}

/** [0, 1, 3] → [[3, 3], [0, 1]]: runs of neighbouring axes, last first; for no axis, an empty run. */
function contiguousRuns(axes: readonly number[]): (readonly [number, number])[] {
  if (axes.length === 0) return [[0, -1]];
  const runs: [number, number][] = [];
  for (const axis of axes) {
    const last = runs[runs.length - 1];
    if (last && last[1] === axis - 1) last[1] = axis;
    else runs.push([axis, axis]);
  }
  return runs.reverse();
}
