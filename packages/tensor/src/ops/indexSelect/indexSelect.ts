import { defineKernel } from '../../backend/kernel.ts';
import { CraftError } from '../../errors.ts';
import { formatShape, normalizeAxis } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { sortIds, sortIdsKernels } from '../embedding/sortIds.ts';
import { gatherKernel, gatherTo } from '../gather/gatherTo.ts';
import { expectPositions, linesOf } from '../gather/linesOf.ts';
import { apply, defineOp, expectDType, input, launch } from '../op.ts';
import wgsl from './indexSelectBackward.wgsl';

/** dx[o, t, i] = Σ gradient[o, order[k], i] for k from starts[t] to starts[t + 1], in that order. */
const indexSelectBackwardKernel = defineKernel({
  name: 'indexSelectBackward',
  reads: { order: 'i32', starts: 'i32', gradient: 'f32' },
  writes: { dx: 'f32' },
  params: { outer: 'u32', length: 'u32', picks: 'u32', inner: 'u32' },
  wgsl,
  workgroups: ({ outer, length, inner }) => Math.ceil((outer * length * inner) / 256),
  tasks: ({ outer, length }) => outer * length,
  grain: ({ length, picks, inner }) => Math.ceil(16384 / ((picks / length + 1) * inner + 8)),
});

interface IndexSelectAttributes {
  /** Non-negative. */
  readonly axis: number;
}

export const indexSelectOp = defineOp<IndexSelectAttributes>({
  name: 'indexSelect',
  kernels: [gatherKernel, indexSelectBackwardKernel, ...sortIdsKernels],
  outputs: (specs, { axis }) => {
    const [x, index] = [input(specs, 0), input(specs, 1)];
    expectDType('indexSelect', 'index', index, 'i32');
    const [picks] = index.shape;
    if (index.shape.length !== 1 || picks === undefined) {
      throw new CraftError(
        'shape.mismatch',
        `indexSelect: expected an index of shape [K] but received ${formatShape(index.shape)}`,
        { hint: 'gather() takes an index of its own for every line' },
      );
    }
    expectPositions('indexSelect', x, axis, picks);
    return [{ shape: x.shape.map((length, i) => (i === axis ? picks : length)), dtype: x.dtype }];
  },
  forward: ({ inputs, outputs, attributes: { axis } }) => {
    const [x, index] = [input(inputs, 0), input(inputs, 1)];
    gatherTo(x, index, input(outputs, 0), linesOf(x.shape, axis, index.size), true);
  },
  backward: ({ inputs, attributes: { axis } }, gradient) => {
    const [x, index] = [input(inputs, 0), input(inputs, 1)];
    const dx = emptyTensor(x.shape, 'f32', x.device);
    if (x.size === 0) return [dx, null];
    const lines = linesOf(x.shape, axis, index.size);
    const { order, starts } = sortIds(index, lines.length);
    launch(indexSelectBackwardKernel, [order, starts, gradient], [dx], lines);
    order.dispose();
    starts.dispose();
    return [dx, null];
  },
  flops: () => 0,
});

/**
 * Whole positions along an axis, in the order of the index and as often as it names them: x of any dtype but f16,
 * index i32 [K] → x's shape with K along the axis. A position outside counts as the nearest. Repeated
 * positions add up their gradients in order, which repeats exactly. Throws `shape.axis`, `shape.mismatch` and
 * `shape.empty`.
 */
export function indexSelect(x: Tensor, axis: number, index: Tensor): Tensor {
  return apply(indexSelectOp, [x, index], { axis: normalizeAxis('indexSelect', axis, x.rank) });
}
