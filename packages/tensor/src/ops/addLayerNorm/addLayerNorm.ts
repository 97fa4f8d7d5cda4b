import { defineKernel } from '../../backend/kernel.ts';
import { sizeOf } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { layerNormBackwardWgsl, layerNormStatistics, layerNormWgsl } from '../layerNorm/layerNorm.ts';
import { applyOp, defineOp, input, launch } from '../op.ts';
import { expectColumns } from '../rows/expectColumns.ts';
import { addedBackwardWgsl, addedInputWgsl, expectResidual } from '../rows/normInput.ts';
import { chunkCut, normGradients } from '../rows/normKernels.ts';
import { expectRows, rowCut, rowsOf } from '../rows/rowKernel.ts';
import { sumKernel } from '../sum/sum.ts';

const addLayerNormKernel = defineKernel({
  name: 'addLayerNorm',
  reads: { x: 'f32', residual: 'f32', weight: 'f32', bias: 'f32' },
  writes: { out: 'f32', sum: 'f32', statistics: 'f32' },
  params: { rows: 'u32', columns: 'u32', eps: 'f32', hasBias: 'u32' },
  wgsl: `${addedInputWgsl}\n${layerNormWgsl}`,
  ...rowCut,
});

/** dx, which is the residual's gradient too, and per chunk of rows the sums of dweight and dbias. */
const addLayerNormBackwardKernel = defineKernel({
  name: 'addLayerNormBackward',
  reads: { sum: 'f32', weight: 'f32', statistics: 'f32', gradient: 'f32', sumGradient: 'f32' },
  writes: { dx: 'f32', dweight: 'f32', dbias: 'f32' },
  params: { rows: 'u32', columns: 'u32', chunk: 'u32', hasSum: 'u32' },
  wgsl: `${addedBackwardWgsl}\n${layerNormBackwardWgsl}`,
  ...chunkCut,
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
    const ofSum = gradients[1];
    const reads = [sum, input(inputs, 2), statistics, gradient, ofSum ?? gradient];
    const hasSum = ofSum ? 1 : 0;
    const [dx, ...sums] = normGradients(addLayerNormBackwardKernel, reads, sum, inputs.length - 2, {
      hasSum,
    });
    return [dx ?? null, dx?.alias() ?? null, ...sums];
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
