import { defineKernel } from '../../backend/kernel.ts';
import { sizeOf } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { layerNormBackwardWgsl, layerNormStatistics, layerNormWgsl } from '../layerNorm/layerNorm.ts';
import { applyOp, defineOp, input, launch } from '../op.ts';
import { expectColumns } from '../rows/expectColumns.ts';
import { addedBackwardWgsl, addedInputWgsl, expectResidual } from '../rows/normInput.ts';
import { chunkRows } from '../rows/rowChunks.ts';
import { expectRows, rowsOf } from '../rows/rowKernel.ts';
import { rowGrain, rowGroups, rowLanes } from '../rows/rowLanes.ts';
import { sumRows } from '../rows/sumRows.ts';
import { sumKernel } from '../sum/sum.ts';

const addLayerNormKernel = defineKernel({
  name: 'addLayerNorm',
  reads: { x: 'f32', residual: 'f32', weight: 'f32', bias: 'f32' },
  writes: { out: 'f32', sum: 'f32', statistics: 'f32' },
  params: { rows: 'u32', columns: 'u32', eps: 'f32', hasBias: 'u32' },
  wgsl: `${addedInputWgsl}\n${layerNormWgsl}`,
  constants: ({ columns }) => ({ LANES: rowLanes(columns) }),
  workgroups: ({ rows, columns }) => rowGroups(rows, columns),
  tasks: ({ rows }) => rows,
  grain: ({ columns }) => rowGrain(columns),
});

/** dx, which is the residual's gradient too, and per chunk of rows the sums of dweight and dbias. */
const addLayerNormBackwardKernel = defineKernel({
  name: 'addLayerNormBackward',
  reads: { sum: 'f32', weight: 'f32', statistics: 'f32', gradient: 'f32', sumGradient: 'f32' },
  writes: { dx: 'f32', dweight: 'f32', dbias: 'f32' },
  params: { rows: 'u32', columns: 'u32', chunk: 'u32', hasSum: 'u32' },
  wgsl: `${addedBackwardWgsl}\n${layerNormBackwardWgsl}`,
  constants: ({ columns }) => ({ LANES: rowLanes(columns) }),
  workgroups: ({ rows, chunk }) => Math.ceil(rows / chunk),
  tasks: ({ rows, chunk }) => Math.ceil(rows / chunk),
  grain: ({ columns, chunk }) => Math.ceil(rowGrain(columns) / chunk),
});

/** Results: the normalised sum, the sum. */
export const addLayerNormOp = defineOp<{ readonly eps: number }>({
  name: 'addLayerNorm',
  kernels: [addLayerNormKernel, addLayerNormBackwardKernel, sumKernel],
  results: 2,
  outputs: (specs) => {
    const x = input(specs, 0);
    expectRows('addLayerNorm', x);
    expectResidual('addLayerNorm', x, input(specs, 1));
    expectColumns('addLayerNorm', 'weight', input(specs, 2), x);
    if (specs[3]) expectColumns('addLayerNorm', 'bias', specs[3], x);
    return [x, x, layerNormStatistics(x)];
  },
  forward: ({ inputs, outputs, attributes: { eps } }) => {
    const [x, residual, weight, bias] = [input(inputs, 0), input(inputs, 1), input(inputs, 2), inputs[3]];
    launch(addLayerNormKernel, [x, residual, weight, bias ?? weight], outputs, {
      ...rowsOf(x),
      eps,
      hasBias: bias ? 1 : 0,
    });
  },
  backward: ({ inputs, outputs, gradients }, gradient) => {
    const [sum, statistics] = [input(outputs, 1), input(outputs, 2)];
    const { rows, columns } = rowsOf(sum);
    const chunk = chunkRows(rows);
    const dx = emptyTensor(sum.shape, 'f32', sum.device);
    const partial = [Math.ceil(rows / chunk), columns];
    const weightSums = emptyTensor(partial, 'f32', sum.device);
    const biasSums = emptyTensor(partial, 'f32', sum.device);
    const ofSum = gradients[1];
    launch(
      addLayerNormBackwardKernel,
      [sum, input(inputs, 2), statistics, gradient, ofSum ?? gradient],
      [dx, weightSums, biasSums],
      { rows, columns, chunk, hasSum: ofSum ? 1 : 0 },
    );
    const dweight = sumRows(weightSums);
    const dbias = inputs[3] ? sumRows(biasSums) : null;
    weightSums.dispose();
    biasSums.dispose();
    return [dx, dx.alias(), dweight, dbias];
  },
  flops: ([x]) => (x ? 9 * sizeOf(x.shape) : 0),
});

/**
 * A residual connection and the layer normalisation after it, in one pass each way: sum = x + residual,
 * normalized = layerNorm(sum, weight, bias, eps). x and residual [..., C], weight [C], bias [C] or null →
 * both [..., C]. f32. Throws `shape.mismatch`.
 */
export function addLayerNorm(
  x: Tensor,
  residual: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  eps = 1e-5,
): { readonly sum: Tensor; readonly normalized: Tensor } {
  const inputs = [x, residual, weight, ...(bias ? [bias] : [])];
  const [normalized, sum] = applyOp(addLayerNormOp, inputs, { eps }) as readonly [Tensor, Tensor];
  return { sum, normalized };
}
