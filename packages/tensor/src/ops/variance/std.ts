import { sizeOf } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { binaryRaw } from '../elementwise/binary.ts';
import { quotientOrZeroKernel } from '../norm/quotientOrZero.ts';
import { apply, defineOp, input, launch } from '../op.ts';
import { reductionAttributes } from '../reduction/reduction.ts';
import { sqrtKernel } from '../sqrt/sqrt.ts';
import {
  deviationKernels,
  meanSquareDeviation,
  varianceGradient,
  varianceOutputs,
  type VarianceAttributes,
  type VarianceOptions,
} from './deviations.ts';

export const stdOp = defineOp<VarianceAttributes>({
  name: 'std',
  kernels: [...deviationKernels, sqrtKernel, quotientOrZeroKernel],
  outputs: (specs, attributes) => varianceOutputs('std', specs, attributes),
  forward: ({ inputs, outputs, attributes }) => {
    const out = input(outputs, 0);
    const squares = emptyTensor(out.shape, 'f32', out.device);
    meanSquareDeviation(input(inputs, 0), input(outputs, 1), squares, attributes);
    launch(sqrtKernel, [squares], [out], { n: out.size });
    squares.dispose();
  },
  backward: ({ inputs, outputs, attributes }, gradient) => {
    const share = binaryRaw(quotientOrZeroKernel, gradient, input(outputs, 0));
    const result = varianceGradient(input(inputs, 0), input(outputs, 1), share, attributes, 0.5);
    share.dispose();
    return [result];
  },
  flops: (specs) => 4 * sizeOf(input(specs, 0).shape),
});

/**
 * Standard deviation over one axis, several, or (by default) all: √(Σ (x − mean)² / (n − correction)), the
 * correction being 1 unless it is given. Where it is 0, so is the gradient, as in PyTorch. f32. Throws
 * `shape.axis`.
 */
export function std(x: Tensor, axis?: number | readonly number[], options: VarianceOptions = {}): Tensor {
  const { correction = 1 } = options;
  return apply(stdOp, [x], { ...reductionAttributes('std', x, axis, options), correction });
}
