import { defineKernel } from '../../backend/kernel.ts';
import { normalizeAxis, sizeOf } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { apply, defineOp, expectDType, input, launch } from '../op.ts';
import { assertNotEmpty, lanes } from '../reduction/reduction.ts';
import wgsl from './argmax.wgsl';

/** out[o, i] = index of the largest of x[o, :, i]. */
const argmaxKernel = defineKernel({
  name: 'argmax',
  reads: { x: 'f32' },
  writes: { out: 'i32' },
  params: { outer: 'u32', reduce: 'u32', inner: 'u32' },
  wgsl,
  constants: ({ inner, reduce }) => ({ LANES: lanes(inner, reduce), ROWS: inner === 1 ? 1 : 0 }),
  workgroups: ({ outer, reduce, inner }) => Math.ceil((outer * inner) / (256 / lanes(inner, reduce))),
  tasks: ({ outer, inner }) => outer * inner,
  grain: ({ reduce }) => Math.ceil(16384 / (reduce + 1)),
});

interface ArgmaxAttributes {
  /** Non-negative. */
  readonly axis: number;
}

export const argmaxOp = defineOp<ArgmaxAttributes>({
  name: 'argmax',
  kernels: [argmaxKernel],
  outputs: (specs, { axis }) => {
    const x = input(specs, 0);
    expectDType('argmax', 'a tensor', x, 'f32');
    assertNotEmpty('argmax', x.shape, [axis]);
    return [{ shape: x.shape.filter((_, i) => i !== axis), dtype: 'i32' }];
  },
  forward: ({ inputs, outputs, attributes: { axis } }) => {
    const { shape } = input(inputs, 0);
    launch(argmaxKernel, inputs, outputs, {
      outer: sizeOf(shape.slice(0, axis)),
      reduce: shape[axis] ?? 1,
      inner: sizeOf(shape.slice(axis + 1)),
    });
  },
  backward: { none: 'an index does not change smoothly' },
  flops: (specs) => sizeOf(input(specs, 0).shape),
});

/**
 * Index of the largest value along an axis (default the last), the first of equal ones; NaN counts as the
 * largest. f32 [..., N, ...] → i32 without that axis. No gradient. Throws `shape.axis` and `shape.empty`.
 */
export function argmax(x: Tensor, axis = -1): Tensor {
  return apply(argmaxOp, [x], { axis: normalizeAxis('argmax', axis, x.rank) });
}
