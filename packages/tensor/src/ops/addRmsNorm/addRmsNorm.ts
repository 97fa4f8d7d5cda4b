import { defineKernel } from '../../backend/kernel.ts';
import { sizeOf } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { applyOp, defineOp, input, launch } from '../op.ts';
import { rmsNormBackwardWgsl, rmsNormWgsl } from '../rmsNorm/rmsNorm.ts';
import { expectColumns } from '../rows/expectColumns.ts';
import { addedBackwardWgsl, addedInputWgsl, expectResidual } from '../rows/normInput.ts';
import { chunkRows } from '../rows/rowChunks.ts';
import { expectRows, rowsOf } from '../rows/rowKernel.ts';
import { rowGrain, rowGroups, rowLanes } from '../rows/rowLanes.ts';
import { sumRows } from '../rows/sumRows.ts';
import { sumKernel } from '../sum/sum.ts';

const addRmsNormKernel = defineKernel({
  name: 'addRmsNorm',
  reads: { x: 'f32', residual: 'f32', weight: 'f32' },
  writes: { out: 'f32', sum: 'f32', rstd: 'f32' },
  params: { rows: 'u32', columns: 'u32', eps: 'f32' },
  wgsl: `${addedInputWgsl}\n${rmsNormWgsl}`,
  constants: ({ columns }) => ({ LANES: rowLanes(columns) }),
  workgroups: ({ rows, columns }) => rowGroups(rows, columns),
  tasks: ({ rows }) => rows,
  grain: ({ columns }) => rowGrain(columns),
});

/** dx, which is the residual's gradient too, and per chunk of rows the sums of dweight. */
const addRmsNormBackwardKernel = defineKernel({
  name: 'addRmsNormBackward',
  reads: { sum: 'f32', weight: 'f32', rstd: 'f32', gradient: 'f32', sumGradient: 'f32' },
  writes: { dx: 'f32', dweight: 'f32' },
  params: { rows: 'u32', columns: 'u32', chunk: 'u32', hasSum: 'u32' },
  wgsl: `${addedBackwardWgsl}\n${rmsNormBackwardWgsl}`,
  constants: ({ columns }) => ({ LANES: rowLanes(columns) }),
  workgroups: ({ rows, chunk }) => Math.ceil(rows / chunk),
  tasks: ({ rows, chunk }) => Math.ceil(rows / chunk),
  grain: ({ columns, chunk }) => Math.ceil(rowGrain(columns) / chunk),
});

/** Results: the normalised sum, the sum. */
export const addRmsNormOp = defineOp<{ readonly eps: number }>({
  name: 'addRmsNorm',
  kernels: [addRmsNormKernel, addRmsNormBackwardKernel, sumKernel],
  results: 2,
  outputs: (specs) => {
    const x = input(specs, 0);
    expectRows('addRmsNorm', x);
    expectResidual('addRmsNorm', x, input(specs, 1));
    expectColumns('addRmsNorm', 'weight', input(specs, 2), x);
    return [x, x, { shape: [rowsOf(x).rows], dtype: 'f32' }];
  },
  forward: ({ inputs, outputs, attributes: { eps } }) =>
    launch(addRmsNormKernel, inputs, outputs, { ...rowsOf(input(inputs, 0)), eps }),
  backward: ({ inputs, outputs, gradients }, gradient) => {
    const [sum, rstd] = [input(outputs, 1), input(outputs, 2)];
    const { rows, columns } = rowsOf(sum);
    const chunk = chunkRows(rows);
    const dx = emptyTensor(sum.shape, 'f32', sum.device);
    const sums = emptyTensor([Math.ceil(rows / chunk), columns], 'f32', sum.device);
    const ofSum = gradients[1];
    const reads = [sum, input(inputs, 2), rstd, gradient, ofSum ?? gradient];
    launch(addRmsNormBackwardKernel, reads, [dx, sums], { rows, columns, chunk, hasSum: ofSum ? 1 : 0 });
    const dweight = sumRows(sums);
    sums.dispose();
    return [dx, dx.alias(), dweight];
  },
  flops: ([x]) => (x ? 6 * sizeOf(x.shape) : 0),
});

/**
 * A residual connection and the root-mean-square normalisation after it, in one pass each way:
 * sum = x + residual, normalized = rmsNorm(sum, weight, eps). x and residual [..., C], weight [C] → both
 * [..., C]. f32. Throws `shape.mismatch`.
 */
export function addRmsNorm(
  x: Tensor,
  residual: Tensor,
  weight: Tensor,
  eps = 1e-5,
): { readonly sum: Tensor; readonly normalized: Tensor } {
  const results = applyOp(addRmsNormOp, [x, residual, weight], { eps });
  const [normalized, sum] = results as readonly [Tensor, Tensor];
  return { sum, normalized };
}
