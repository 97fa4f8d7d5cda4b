import { defineKernel } from '../../backend/kernel.ts';
import { sizeOf } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { apply, defineOp, input, launch } from '../op.ts';
import { expectColumns } from '../rows/expectColumns.ts';
import { plainInputWgsl } from '../rows/normInput.ts';
import { chunkCut, normBackwardWgsl, normGradients } from '../rows/normKernels.ts';
import { expectRows, rowCut, rowsOf } from '../rows/rowKernel.ts';
import { rowLanesWgsl } from '../rows/rowLanes.ts';
import { sumKernel } from '../sum/sum.ts';
import wgsl from './rmsNorm.wgsl';

/** Text of the kernels that normalise what `firstRead(i)` and then `value(i)` give. */
export const rmsNormWgsl = `${rowLanesWgsl}\n${wgsl}`;
/** The same for backward, with `value(i)` and `passed(i)`. */
export const rmsNormBackwardWgsl = normBackwardWgsl(`
fn averageOf(row: u32) -> f32 { return 0.0; }
fn scaleOf(row: u32) -> f32 { return rstd[row]; }
fn centred(average: f32) -> f32 { return 0.0; }
fn keepBias(at: u32, value: f32) {}`);

const rmsNormKernel = defineKernel({
  name: 'rmsNorm',
  reads: { x: 'f32', weight: 'f32' },
  writes: { out: 'f32', rstd: 'f32' },
  params: { rows: 'u32', columns: 'u32', eps: 'f32' },
  wgsl: `${plainInputWgsl}\n${rmsNormWgsl}`,
  ...rowCut,
});

/** dx, and per chunk of rows the sums that make up dweight. */
const rmsNormBackwardKernel = defineKernel({
  name: 'rmsNormBackward',
  reads: { x: 'f32', weight: 'f32', rstd: 'f32', gradient: 'f32' },
  writes: { dx: 'f32', dweight: 'f32' },
  params: { rows: 'u32', columns: 'u32', chunk: 'u32' },
  wgsl: `${plainInputWgsl}\n${rmsNormBackwardWgsl}`,
  ...chunkCut,
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
    const [x, weight] = [input(inputs, 0), input(inputs, 1)];
    return normGradients(rmsNormBackwardKernel, [x, weight, input(outputs, 1), gradient], x, 1);
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
