import { CraftError } from '../../errors.ts';
import { sizeOf } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { absBackwardKernel, absKernel } from '../abs/abs.ts';
import { divKernel } from '../div/div.ts';
import { binaryRaw } from '../elementwise/binary.ts';
import { maxKernels } from '../max/max.ts';
import { mulKernel } from '../mul/mul.ts';
import { apply, defineOp, input, launch } from '../op.ts';
import { equalKernel, sharedAmongExtremes } from '../reduction/extremum.ts';
import {
  assertNotEmpty,
  reduceAxes,
  reducedShape,
  reductionAttributes,
  reductionOutputs,
  type ReductionAttributes,
  type ReductionOptions,
} from '../reduction/reduction.ts';
import { sqrtKernel } from '../sqrt/sqrt.ts';
import { squareKernel } from '../square/square.ts';
import { sumKernel } from '../sum/sum.ts';
import { quotientOrZeroKernel } from './quotientOrZero.ts';

export interface NormOptions extends ReductionOptions {
  /** Σ |x| for 1, √Σ x² for 2 (the default), the largest |x| for Infinity. */
  readonly p?: number;
}

interface NormAttributes extends ReductionAttributes {
  readonly p: number;
}

/** The kernel's result in a new tensor of x's shape; outside autograd. */
function mapped(kernel: typeof absKernel, x: Tensor): Tensor {
  const out = emptyTensor(x.shape, 'f32', x.device);
  launch(kernel, [x], [out], { n: x.size });
  return out;
}

export const normOp = defineOp<NormAttributes>({
  name: 'norm',
  kernels: [
    absKernel,
    absBackwardKernel,
    squareKernel,
    sqrtKernel,
    sumKernel,
    maxKernels.f32,
    equalKernel,
    divKernel,
    mulKernel,
    quotientOrZeroKernel,
  ],
  outputs: (specs, attributes) => {
    const { p, axes } = attributes;
    if (p !== 1 && p !== 2 && p !== Infinity) {
      throw new CraftError('norm.p', `norm: expected p to be 1, 2 or Infinity but received ${p}`);
    }
    if (p === Infinity) assertNotEmpty('norm', input(specs, 0).shape, axes);
    return reductionOutputs('norm', specs, attributes);
  },
  forward: ({ inputs, outputs, attributes: { axes, p } }) => {
    const [x, out] = [input(inputs, 0), input(outputs, 0)];
    const sizes = mapped(p === 2 ? squareKernel : absKernel, x);
    if (p === 2) {
      const squares = emptyTensor(out.shape, 'f32', out.device);
      reduceAxes(sumKernel, sizes, squares, axes);
      launch(sqrtKernel, [squares], [out], { n: out.size });
      squares.dispose();
    } else {
      reduceAxes(p === 1 ? sumKernel : maxKernels.f32, sizes, out, axes);
    }
    sizes.dispose();
  },
  backward: ({ inputs, outputs, attributes: { axes, p } }, gradient) => {
    const [x, y] = [input(inputs, 0), input(outputs, 0)];
    const columns = reducedShape(x.shape, axes, true);
    const incoming = gradient.alias(columns);
    let result: Tensor;
    if (p === 1) {
      result = binaryRaw(absBackwardKernel, x, incoming);
    } else if (p === 2) {
      const lengths = y.alias(columns);
      const share = binaryRaw(quotientOrZeroKernel, incoming, lengths);
      result = binaryRaw(mulKernel, x, share);
      for (const one of [lengths, share]) one.dispose();
    } else {
      const sizes = mapped(absKernel, x);
      const shares = sharedAmongExtremes(sizes, y, gradient, axes);
      result = binaryRaw(absBackwardKernel, x, shares);
      for (const one of [sizes, shares]) one.dispose();
    }
    incoming.dispose();
    return [result];
  },
  flops: (specs) => 2 * sizeOf(input(specs, 0).shape),
});

/**
 * Length over one axis, several, or (by default) all: `p` 1, 2 (the default) or Infinity. Where a 2-norm is 0, so
 * is its gradient; equal largest sizes share that of an ∞-norm. f32. Throws `shape.axis`, `norm.p`, and
 * `shape.empty` for the ∞-norm of nothing.
 */
export function norm(x: Tensor, axis?: number | readonly number[], options: NormOptions = {}): Tensor {
  const { p = 2 } = options;
  return apply(normOp, [x], { ...reductionAttributes('norm', x, axis, options), p });
}
