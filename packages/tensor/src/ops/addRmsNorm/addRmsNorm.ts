import { defineKernel } from '../../backend/kernel.ts';
import { sizeOf } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { applyOp, defineOp, input, launch } from '../op.ts';
import { rmsNormBackwardWgsl, rmsNormWgsl } from '../rmsNorm/rmsNorm.ts';
import { expectColumns } from '../rows/expectColumns.ts';
import { addedBackwardWgsl, addedInputWgsl, expectResidual } from '../rows/normInput.ts';
import { chunkCut, normGradients } from '../rows/normKernels.ts';
import { expectRows, rowCut, rowsOf } from '../rows/rowKernel.ts';
import { sumKernel } from '../sum/sum.ts';

const addRmsNormKernel = defineKernel({
  name: 'addRmsNorm',
  reads: { x: 'f32', residual: 'f32', weight: 'f32' },
  writes: { out: 'f32', sum: 'f32', rstd: 'f32' },
  params: { rows: 'u32', columns: 'u32', eps: 'f32' },
  wgsl: `${addedInputWgsl}\n${rmsNormWgsl}`,
  ...rowCut,
});

/** dx, which is the residual's gradient too, and per chunk of rows the sums of dweight. */
const addRmsNormBackwardKernel = defineKernel({
  name: 'addRmsNormBackward',
  reads: { sum: 'f32', weight: 'f32', rstd: 'f32', gradient: 'f32', sumGradient: 'f32' },
  writes: { dx: 'f32', dweight: 'f32' },
  params: { rows: 'u32', columns: 'u32', chunk: 'u32', hasSum: 'u32' },
  wgsl: `${addedBackwardWgsl}\n${rmsNormBackwardWgsl}`,
  ...chunkCut,
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
    const ofSum = gradients[1];
    const reads = [sum, input(inputs, 2), rstd, gradient, ofSum ?? gradient];
    const hasSum = ofSum ? 1 : 0;
    const [dx, ...sums] = normGradients(addRmsNormBackwardKernel, reads, sum, 1, { hasSum });
    return [dx ?? null, dx?.alias() ?? null, ...sums];
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
