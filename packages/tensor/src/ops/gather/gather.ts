import { axisLength, normalizeAxis } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { apply, defineOp, input } from '../op.ts';
import { scatterAlong, scatterKernels } from '../scatterAdd/scatterAlong.ts';
import { gatherKernel, gatherTo } from './gatherTo.ts';
import { expectIndex, linesOf } from './linesOf.ts';

interface GatherAttributes {
  /** Non-negative. */
  readonly axis: number;
}

export const gatherOp = defineOp<GatherAttributes>({
  name: 'gather',
  kernels: [gatherKernel, ...scatterKernels],
  outputs: (specs, { axis }) => {
    const [x, index] = [input(specs, 0), input(specs, 1)];
    expectIndex('gather', x, index, axis);
    return [{ shape: index.shape, dtype: x.dtype }];
  },
  forward: ({ inputs, outputs, attributes: { axis } }) => {
    const [x, index] = [input(inputs, 0), input(inputs, 1)];
    gatherTo(x, index, input(outputs, 0), linesOf(x.shape, axis, axisLength(index.shape, axis)));
  },
  backward: ({ inputs, attributes: { axis } }, gradient) => {
    const [x, index] = [input(inputs, 0), input(inputs, 1)];
    const lines = linesOf(x.shape, axis, axisLength(index.shape, axis));
    return [scatterAlong(index, gradient, x.shape, lines), null];
  },
  flops: () => 0,
});

/**
 * Elements along an axis, each place choosing for itself, as torch.gather (numpy's take_along_axis): for axis
 * 1 of three, out[a, k, b] = x[a, index[a, k, b], b]. x of any dtype but f16, index i32 of x's shape but for the
 * length K of the axis → index's shape. A position outside counts as the nearest, so that no memory outside
 * is touched. Repeated positions add up their gradients in order, which repeats exactly. Throws `shape.axis`,
 * `shape.mismatch` and `shape.empty`.
 */
export function gather(x: Tensor, axis: number, index: Tensor): Tensor {
  return apply(gatherOp, [x, index], { axis: normalizeAxis('gather', axis, x.rank) });
}
