import { defineKernel } from '../../backend/kernel.ts';
import { sizeOf } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { apply, defineOp, input, launch, type TensorSpec } from '../op.ts';
import { expectColumns } from '../rows/expectColumns.ts';
import { plainInputWgsl } from '../rows/normInput.ts';
import { chunkCut, normBackwardWgsl, normGradients } from '../rows/normKernels.ts';
import { expectRows, rowCut, rowsOf } from '../rows/rowKernel.ts';
import { rowLanesWgsl } from '../rows/rowLanes.ts';
import { sumKernel } from '../sum/sum.ts';
import wgsl from './layerNorm.wgsl';

/** Text of the kernels that normalise what `firstRead(i)` and then `value(i)` give. */
export const layerNormWgsl = `${rowLanesWgsl}\n${wgsl}`;
/** The same for backward, with `value(i)` and `passed(i)`. */
export const layerNormBackwardWgsl = normBackwardWgsl(`
fn averageOf(row: u32) -> f32 { return statistics[row]; }
fn scaleOf(row: u32) -> f32 { return statistics[params.rows + row]; }
fn centred(average: f32) -> f32 { return average; }
fn keepBias(at: u32, value: f32) { dbias[at] = value; }`);

const layerNormKernel = defineKernel({
  name: 'layerNorm',
  reads: { x: 'f32', weight: 'f32', bias: 'f32' },
  writes: { out: 'f32', statistics: 'f32' },
  params: { rows: 'u32', columns: 'u32', eps: 'f32', hasBias: 'u32' },
  wgsl: `${plainInputWgsl}\n${layerNormWgsl}`,
  ...rowCut,
});

/** dx, and per chunk of rows the sums that make up dweight and dbias. */
const layerNormBackwardKernel = defineKernel({
  name: 'layerNormBackward',
  reads: { x: 'f32', weight: 'f32', statistics: 'f32', gradient: 'f32' },
  writes: { dx: 'f32', dweight: 'f32', dbias: 'f32' },
  params: { rows: 'u32', columns: 'u32', chunk: 'u32' },
  wgsl: `${plainInputWgsl}\n${layerNormBackwardWgsl}`,
  ...chunkCut,
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
    const [x, weight] = [input(inputs, 0), input(inputs, 1)];
    return normGradients(
      layerNormBackwardKernel,
      [x, weight, input(outputs, 1), gradient],
      x,
      inputs.length - 1,
    );
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
