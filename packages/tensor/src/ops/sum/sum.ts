import { defineKernel } from '../../backend/kernel.ts';
import { axisLength, normalizeAxis, sizeOf, type Shape } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { expand } from '../expand/expand.ts';
import { apply, defineOp, expectDType, input, launch } from '../op.ts';
import { reshape } from '../reshape/reshape.ts';
import wgsl from './sum.wgsl';

/** out[o, i] = Σ_r x[o, r, i]; one workgroup or task per block of outputs. */
export const sumKernel = defineKernel({
  name: 'sum',
  reads: { x: 'f32' },
  writes: { out: 'f32' },
  params: { outer: 'u32', reduce: 'u32', inner: 'u32' },
  wgsl,
  workgroups: ({ outer, inner }) => outer * inner,
  tasks: ({ outer, inner }) => outer * Math.ceil(inner / 64),
  grain: ({ reduce, inner }) => Math.ceil(16384 / (reduce * Math.min(inner, 64) + 1)),
});

interface SumAttributes {
  /** Sorted, distinct, non-negative. */
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

export const sumOp = defineOp<SumAttributes>({
  name: 'sum',
  kernels: [sumKernel],
  outputs: (specs, { axes, keepDims }) => {
    const x = input(specs, 0);
    expectDType('sum', 'a tensor', x, 'f32');
    return [{ shape: reducedShape(x.shape, axes, keepDims), dtype: 'f32' }];
  },
  forward: ({ inputs, outputs, attributes }) => {
    let current = input(inputs, 0);
    const out = input(outputs, 0);
    const runs = contiguousRuns(attributes.axes);
    // Later runs first: the axes before them keep their numbers.
    runs.forEach(([from, to], i) => {
      const { shape } = current;
      const kept = shape.map((length, axis) => (axis >= from && axis <= to ? 1 : length));
      const target = i === runs.length - 1 ? out : emptyTensor(kept, 'f32', current.device);
      launch(sumKernel, [current], [target], {
        outer: sizeOf(shape.slice(0, from)),
        reduce: sizeOf(shape.slice(from, to + 1)),
        inner: sizeOf(shape.slice(to + 1)),
      });
      if (i > 0) current.dispose();
      current = target;
    });
  },
  backward: ({ inputs, attributes }, gradient) => {
    const { shape } = input(inputs, 0);
    const column = gradient.alias(reducedShape(shape, attributes.axes, true));
    const full = expand(column, shape);
    column.dispose();
    return [full];
  },
  flops: ([x]) => (x ? sizeOf(x.shape) : 0),
});

/**
 * Sum over one axis, several, or (by default) all. Negative axes count from the end. `keepDims`
 * leaves axes of length 1 behind. f32; the order of additions is fixed, so results repeat exactly.
 */
export function sum(
  x: Tensor,
  axis?: number | readonly number[],
  options: { readonly keepDims?: boolean } = {},
): Tensor {
  const given = axis === undefined ? x.shape.map((_, i) => i) : typeof axis === 'number' ? [axis] : axis;
  const axes = [...new Set(given.map((one) => normalizeAxis('sum', one, x.rank)))].sort((a, b) => a - b);
  // With nothing to reduce, axis 0 of an extra leading 1 stands in: the kernel copies.
  if (axes.length === 0) return apply(sumOp, [reshape(x, [1, ...x.shape])], { axes: [0], keepDims: false });
  return apply(sumOp, [x], { axes, keepDims: options.keepDims ?? false });
}

function reducedShape(shape: Shape, axes: readonly number[], keepDims: boolean): Shape {
  for (const axis of axes) axisLength(shape, axis);
  return shape.flatMap((length, axis) => (axes.includes(axis) ? (keepDims ? [1] : []) : [length]));
}

/** [0, 1, 3] → [[3, 3], [0, 1]]: runs of neighbouring axes, last first. */
function contiguousRuns(axes: readonly number[]): (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const axis of axes) {
    const last = runs[runs.length - 1];
    if (last && last[1] === axis - 1) last[1] = axis;
    else runs.push([axis, axis]);
  }
  return runs.reverse();
}
