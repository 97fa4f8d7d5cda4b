import { defineKernel } from '../../backend/kernel.ts';
import { sizeOf } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { apply, defineOp, input, launch } from '../op.ts';
import { expectColumns } from '../rows/expectColumns.ts';
import { plainInputWgsl } from '../rows/normInput.ts';
import { chunkRows } from '../rows/rowChunks.ts';
import { expectRows, rowsOf } from '../rows/rowKernel.ts';
import { rowGrain, rowGroups, rowLanes, rowLanesWgsl } from '../rows/rowLanes.ts';
import { sumRows } from '../rows/sumRows.ts';
import { sumKernel } from '../sum/sum.ts';
import wgsl from './rmsNorm.wgsl';
import backwardWgsl from './rmsNormBackward.wgsl';

/** Text of the kernels that normalise what `firstRead(i)` and then `value(i)` give. */
export const rmsNormWgsl = `${rowLanesWgsl}\n${wgsl}`;
/** The same for backward, with `value(i)` and `passed(i)`. */
export const rmsNormBackwardWgsl = `${rowLanesWgsl}\n${backwardWgsl}`;

const rmsNormKernel = defineKernel({
  name: 'rmsNorm',
  reads: { x: 'f32', weight: 'f32' },
  writes: { out: 'f32', rstd: 'f32' },
  params: { rows: 'u32', columns: 'u32', eps: 'f32' },
  wgsl: `${plainInputWgsl}\n${rmsNormWgsl}`,
  constants: ({ columns }) => ({ LANES: rowLanes(columns) }),
  workgroups: ({ rows, columns }) => rowGroups(rows, columns),
  tasks: ({ rows }) => rows,
  grain: ({ columns }) => rowGrain(columns),
});

/** dx, and per chunk of rows the sums that make up dweight. */
const rmsNormBackwardKernel = defineKernel({
  name: 'rmsNormBackward',
  reads: { x: 'f32', weight: 'f32', rstd: 'f32', gradient: 'f32' },
  writes: { dx: 'f32', dweight: 'f32' },
  params: { rows: 'u32', columns: 'u32', chunk: 'u32' },
  wgsl: `${plainInputWgsl}\n${rmsNormBackwardWgsl}`,
  constants: ({ columns }) => ({ LANES: rowLanes(columns) }),
  workgroups: ({ rows, chunk }) => Math.ceil(rows / chunk),
  tasks: ({ rows, chunk }) => Math.ceil(rows / chunk),
  grain: ({ columns, chunk }) => Math.ceil(rowGrain(columns) / chunk),
});

export const rmsNormOp = defineOp<{ readonly eps: number }>({
  name: 'rmsNorm',
  kernels: [rmsNormKernel, rmsNormBackwardKernel, sumKernel],
  outputs: (specs) => {
    const x = input(specs, 0);
    expectRows('rmsNorm', x);
    expectColumns('rmsNorm', 'weight', input(specs, 1), x);
    return [x, { shape: [rowsOf(x).rows], dtype: 'f32' }];
  },
  forward: ({ inputs, outputs, attributes: { eps } }) =>
    launch(rmsNormKernel, inputs, outputs, { ...rowsOf(input(inputs, 0)), eps }),
  backward: ({ inputs, outputs }, gradient) => {
    const x = input(inputs, 0);
    const { rows, columns } = rowsOf(x);
    const chunk = chunkRows(rows);
    const dx = emptyTensor(x.shape, 'f32', x.device);
    const sums = emptyTensor([Math.ceil(rows / chunk), columns], 'f32', x.device);
    const reads = [x, input(inputs, 1), input(outputs, 1), gradient];
    launch(rmsNormBackwardKernel, reads, [dx, sums], { rows, columns, chunk });
    const dweight = sumRows(sums);
    sums.dispose();
    return [dx, dweight];
  },
  flops: ([x]) => (x ? 5 * sizeOf(x.shape) : 0),
});

/**
 * Root-mean-square normalisation over the last axis (Zhang and Sennrich 2019, equation 4):
 * x / √(mean(x²) + eps) · weight. x [..., C], weight [C] → [..., C]. f32. Throws `shape.mismatch`
 * where weight is not [C].
 */
export function rmsNorm(x: Tensor, weight: Tensor, eps = 1e-5): Tensor {
  return apply(rmsNormOp, [x, weight], { eps });
}
