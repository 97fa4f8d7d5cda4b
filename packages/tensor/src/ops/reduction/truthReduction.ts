import { sizeOf } from '../../shape.ts';
import { fillInto, fillKernel } from '../fill/fill.ts';
import { defineOp, input } from '../op.ts';
import { reduceAxes, reductionOutputs, type ReductionAttributes, type ReductionKernel } from './reduction.ts';

/** An op that combines the words 1 and 0 of bool tensors; `empty` is the result over no elements. */
export function truthReductionOp(name: string, kernel: ReductionKernel, empty: 0 | 1) {
  return defineOp<ReductionAttributes>({
    name,
    kernels: [kernel, fillKernel],
    outputs: (specs, attributes) => reductionOutputs(name, specs, attributes, ['bool']),
    forward: ({ inputs, outputs, attributes: { axes } }) => {
      const [x, out] = [input(inputs, 0), input(outputs, 0)];
      if (x.size === 0) fillInto(out, empty);
      else reduceAxes(kernel, x, out, axes);
    },
    backward: { none: 'true and false do not change smoothly' },
    flops: (specs) => sizeOf(input(specs, 0).shape),
  });
}
