import { CraftError } from '../../errors.ts';
import { axisLength, formatShape, normalizeAxis, sameShape, sizeOf } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { gatherKernel, gatherTo } from '../gather/gatherTo.ts';
import { expectIndex, linesOf } from '../gather/linesOf.ts';
import { apply, defineOp, expectDType, input } from '../op.ts';
import { scatterKernels, scatterTo } from './scatterAlong.ts';

interface ScatterAddAttributes {
  /** Non-negative. */
  readonly axis: number;
}

export const scatterAddOp = defineOp<ScatterAddAttributes>({
  name: 'scatterAdd',
  kernels: [...scatterKernels, gatherKernel],
  outputs: (specs, { axis }) => {
    const [x, index, source] = [input(specs, 0), input(specs, 1), input(specs, 2)];
    expectDType('scatterAdd', 'x', x, 'f32');
    expectDType('scatterAdd', 'source', source, 'f32');
    expectIndex('scatterAdd', x, index, axis);
    if (!sameShape(index.shape, source.shape)) {
      throw new CraftError(
        'shape.mismatch',
        `scatterAdd: expected index and source of one shape but received ${formatShape(index.shape)} and ${formatShape(source.shape)}`,
      );
    }
    return [x];
  },
  forward: ({ inputs, outputs, attributes: { axis } }) => {
    const [x, index, source] = [input(inputs, 0), input(inputs, 1), input(inputs, 2)];
    const lines = linesOf(x.shape, axis, axisLength(index.shape, axis));
    scatterTo(x, index, source, input(outputs, 0), lines);
  },
  backward: ({ inputs, needs, attributes: { axis } }, gradient) => {
    const index = input(inputs, 1);
    let forSource: Tensor | null = null;
    if (needs[2]) {
      forSource = emptyTensor(index.shape, 'f32', gradient.device);
      gatherTo(gradient, index, forSource, linesOf(gradient.shape, axis, axisLength(index.shape, axis)));
    }
    return [gradient, null, forSource];
  },
  flops: (specs) => sizeOf(input(specs, 2).shape),
});

/**
 * x with source added along an axis, as torch.scatter_add: for axis 1 of three,
 * out[a, index[a, k, b], b] += source[a, k, b]. x and source f32, index i32, both of x's shape but for the
 * length K of the axis → x's shape. A position outside counts as the nearest. Additions to one place are made
 * in the order of k, so results repeat exactly. Throws `shape.axis`, `shape.mismatch` and `shape.empty`.
 */
export function scatterAdd(x: Tensor, axis: number, index: Tensor, source: Tensor): Tensor {
  return apply(scatterAddOp, [x, index, source], { axis: normalizeAxis('scatterAdd', axis, x.rank) });
}
