import { defineKernel } from '../../backend/kernel.ts';
import { sizeOf } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { apply, defineOp, input, launch, type TensorSpec } from '../op.ts';
import { expectColumns } from '../rows/expectColumns.ts';
import { plainInputWgsl } from '../rows/normInput.ts';
import { chunkRows } from '../rows/rowChunks.ts';
import { expectRows, rowsOf } from '../rows/rowKernel.ts';
import { rowGrain, rowGroups, rowLanes, rowLanesWgsl } from '../rows/rowLanes.ts';
import { sumRows } from '../rows/sumRows.ts';
import { sumKernel } from '../sum/sum.ts';
import wgsl from './layerNorm.wgsl';
import backwardWgsl from './layerNormBackward.wgsl';

/** Text of the kernels that normalise what `firstRead(i)` and then `value(i)` give. */
export const layerNormWgsl = `${rowLanesWgsl}\n${wgsl}`;
/** The same for backward, with `value(i)` and `passed(i)`. */
export const layerNormBackwardWgsl = `${rowLanesWgsl}\n${backwardWgsl}`;

const layerNormKernel = defineKernel({
  name: 'layerNorm',
  reads: { x: 'f32', weight: 'f32', bias: 'f32' },
  writes: { out: 'f32', statistics: 'f32' },
  params: { rows: 'u32', columns: 'u32', eps: 'f32', hasBias: 'u32' },
  wgsl: `${plainInputWgsl}\n${layerNormWgsl}`,
  constants: ({ columns }) => ({ LANES: rowLanes(columns) }),
  workgroups: ({ rows, columns }) => rowGroups(rows, columns),
  tasks: ({ rows }) => rows,
  grain: ({ columns }) => rowGrain(columns),
});

/** dx, and per chunk of rows the sums that make up dweight and dbias. */
const layerNormBackwardKernel = defineKernel({
  name: 'layerNormBackward',
  reads: { x: 'f32', weight: 'f32', statistics: 'f32', gradient: 'f32' },
  writes: { dx: 'f32', dweight: 'f32', dbias: 'f32' },
  params: { rows: 'u32', columns: 'u32', chunk: 'u32' },
  wgsl: `${plainInputWgsl}\n${layerNormBackwardWgsl}`,
  constants: ({ columns }) => ({ LANES: rowLanes(columns) }),
  workgroups: ({ rows, chunk }) => Math.ceil(rows / chunk),
  tasks: ({ rows, chunk }) => Math.ceil(rows / chunk),
  grain: ({ columns, chunk }) => Math.ceil(rowGrain(columns) / chunk),
});

export const layerNormOp = defineOp<{ readonly eps: number }>({
  name: 'layerNorm',
  kernels: [layerNormKernel, layerNormBackwardKernel, sumKernel],
  outputs: (specs) => {
    const x = input(specs, 0);
    expectRows('layerNorm', x);
    expectColumns('layerNorm', 'weight', input(specs, 1), x);
    if (specs[2]) expectColumns('layerNorm', 'bias', specs[2], x);
    return [x, layerNormStatistics(x)];
  },
  forward: ({ inputs, outputs, attributes: { eps } }) => {
    const x = input(inputs, 0);
    const weight = input(inputs, 1);
    const bias = inputs[2];
    launch(layerNormKernel, [x, weight, bias ?? weight], outputs, {
      ...rowsOf(x),
      eps,
      hasBias: bias ? 1 : 0,
    });
  },
  backward: ({ inputs, outputs }, gradient) => {
    const x = input(inputs, 0);
    const weight = input(inputs, 1);
    const { rows, columns } = rowsOf(x);
    const chunk = chunkRows(rows);
    const dx = emptyTensor(x.shape, 'f32', x.device);
    const partial = [Math.ceil(rows / chunk), columns];
    const weightSums = emptyTensor(partial, 'f32', x.device);
    const biasSums = emptyTensor(partial, 'f32', x.device);
    launch(layerNormBackwardKernel, [x, weight, input(outputs, 1), gradient], [dx, weightSums, biasSums], {
      rows,
      columns,
      chunk,
    });
    const dweight = sumRows(weightSums);
    const dbias = inputs[2] ? sumRows(biasSums) : null;
    weightSums.dispose();
    biasSums.dispose();
    return [dx, dweight, dbias];
  },
  flops: ([x]) => (x ? 8 * sizeOf(x.shape) : 0),
});

/** What layer normalisation saves of x: all rows' means, then 1 / their deviations. */
export function layerNormStatistics(x: TensorSpec): TensorSpec {
  return { shape: [2, rowsOf(x).rows], dtype: 'f32' };
}

/**
 * Layer normalisation over the last axis (Ba et al. 2016, equation 4):
 * (x − mean) / √(variance + eps) · weight + bias with the biased variance. x [..., C], weight [C],
 * bias [C] or null → [..., C]. f32. Throws `shape.mismatch` where weight or bias is not [C].
 */
export function layerNorm(x: Tensor, weight: Tensor, bias: Tensor | null = null, eps = 1e-5): Tensor {
  return apply(layerNormOp, bias ? [x, weight, bias] : [x, weight], { eps });
}
