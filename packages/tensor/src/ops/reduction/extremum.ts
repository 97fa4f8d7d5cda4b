import { sizeOf } from '../../shape.ts';
import { emptyTensor } from '../../tensor.ts';
import { divKernel } from '../div/div.ts';
import { binaryKernel, binaryRaw } from '../elementwise/binary.ts';
import { mulKernel } from '../mul/mul.ts';
import { defineOp, input } from '../op.ts';
import { sumKernel } from '../sum/sum.ts';
import {
  assertNotEmpty,
  reduceAxes,
  reducedShape,
  reductionOutputs,
  type ReductionAttributes,
  type reductionKernel,
} from './reduction.ts';

/** 1 where a = b, else 0. */
const equalKernel = binaryKernel(
  'equal',
  'fn apply(a: vec4f, b: vec4f) -> vec4f { return select(vec4f(0.0), vec4f(1.0), a == b); }',
);

/** What max and min have in common: equal extremes share the gradient evenly. */
export function extremumOp(kernel: ReturnType<typeof reductionKernel>) {
  return defineOp<ReductionAttributes>({
    name: kernel.name,
    kernels: [kernel, equalKernel, sumKernel, divKernel, mulKernel],
    outputs: (specs, attributes) => {
      assertNotEmpty(kernel.name, input(specs, 0).shape, attributes.axes);
      return reductionOutputs(kernel.name, specs, attributes);
    },
    forward: ({ inputs, outputs, attributes: { axes } }) =>
      reduceAxes(kernel, input(inputs, 0), input(outputs, 0), axes),
    backward: ({ inputs, outputs, attributes: { axes } }, gradient) => {
      const x = input(inputs, 0);
      const columns = reducedShape(x.shape, axes, true);
      const extremes = input(outputs, 0).alias(columns);
      const incoming = gradient.alias(columns);
      const hits = binaryRaw(equalKernel, x, extremes);
      const counts = emptyTensor(columns, 'f32', x.device);
      reduceAxes(sumKernel, hits, counts, axes);
      const shares = binaryRaw(divKernel, incoming, counts);
      const result = binaryRaw(mulKernel, hits, shares);
      for (const one of [extremes, incoming, hits, counts, shares]) one.dispose();
      return [result];
    },
    flops: (specs) => sizeOf(input(specs, 0).shape),
  });
}
