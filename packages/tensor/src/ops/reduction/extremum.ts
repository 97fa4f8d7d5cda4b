import { sizeOf } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { divKernel } from '../div/div.ts';
import { binaryKernel, binaryRaw } from '../elementwise/binary.ts';
import { dtypesOf, kernelFor, kernelList, type KernelsByDType } from '../elementwise/kernelsByDType.ts';
import { mulKernel } from '../mul/mul.ts';
import { defineOp, input } from '../op.ts';
import { sumKernel } from '../sum/sum.ts';
import {
  assertNotEmpty,
  reduceAxes,
  reducedShape,
  reductionOutputs,
  type ReductionAttributes,
  type ReductionKernel,
} from './reduction.ts';

/** 1 where a = b, else 0. */
export const equalKernel = binaryKernel(
  'equal',
  'fn apply(a: vec4f, b: vec4f) -> vec4f { return select(vec4f(0.0), vec4f(1.0), a == b); }',
);

/** What max and min have in common: equal extremes share the gradient evenly. */
export function extremumOp(kernels: KernelsByDType<ReductionKernel>) {
  const { name } = kernels.f32;
  return defineOp<ReductionAttributes>({
    name,
    kernels: [...kernelList(kernels), equalKernel, sumKernel, divKernel, mulKernel],
    outputs: (specs, attributes) => {
      assertNotEmpty(name, input(specs, 0).shape, attributes.axes);
      return reductionOutputs(name, specs, attributes, dtypesOf(kernels));
    },
    forward: ({ inputs, outputs, attributes: { axes } }) => {
      const x = input(inputs, 0);
      reduceAxes(kernelFor(kernels, x.dtype), x, input(outputs, 0), axes);
    },
    backward: ({ inputs, outputs, attributes: { axes } }, gradient) => {
      const x = input(inputs, 0);
      const extremes = input(outputs, 0);
      return [sharedAmongExtremes(x, extremes, gradient, axes)];
    },
    flops: (specs) => sizeOf(input(specs, 0).shape),
  });
}

/** The gradient of a reduction to extremes by x: what comes in for an extreme is split among its equals. */
export function sharedAmongExtremes(
  x: Tensor,
  extremes: Tensor,
  gradient: Tensor,
  axes: readonly number[],
): Tensor {
  const columns = reducedShape(x.shape, axes, true);
  const wanted = extremes.alias(columns);
  const incoming = gradient.alias(columns);
  const hits = binaryRaw(equalKernel, x, wanted);
  const counts = emptyTensor(columns, 'f32', x.device);
  reduceAxes(sumKernel, hits, counts, axes);
  const shares = binaryRaw(divKernel, incoming, counts);
  const result = binaryRaw(mulKernel, hits, shares);
  for (const one of [wanted, incoming, hits, counts, shares]) one.dispose();
  return result;
}
