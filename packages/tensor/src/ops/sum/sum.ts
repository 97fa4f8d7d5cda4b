import { sizeOf } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { expand } from '../expand/expand.ts';
import { apply, defineOp, input } from '../op.ts';
import {
  reduceAxes,
  reducedShape,
  reductionAttributes,
  reductionKernel,
  reductionOutputs,
  type ReductionAttributes,
  type ReductionOptions,
} from '../reduction/reduction.ts';
import { stridedCopyKernel } from '../stridedCopy/stridedCopy.ts';
import wgsl from './sum.wgsl';

export const sumKernel = reductionKernel('sum', wgsl);

/** Of whole numbers and of booleans, which count as 1. */
export const sumWordsKernel = reductionKernel(
  'sumWords',
  `fn initial(first: u32) -> u32 { return 0u; }
fn combine(a: u32, b: u32) -> u32 { return a + b; }`,
  'u32',
);

export const sumOp = defineOp<ReductionAttributes>({
  name: 'sum',
  kernels: [sumKernel, sumWordsKernel, stridedCopyKernel],
  outputs: (specs, attributes) =>
    reductionOutputs('sum', specs, attributes, ['f32', 'i32', 'u32', 'bool']).map((spec) =>
      spec.dtype === 'bool' ? { ...spec, dtype: 'i32' } : spec,
    ),
  forward: ({ inputs, outputs, attributes: { axes } }) => {
    const x = input(inputs, 0);
    reduceAxes(x.dtype === 'f32' ? sumKernel : sumWordsKernel, x, input(outputs, 0), axes);
  },
  backward: ({ inputs, attributes: { axes } }, gradient) => {
    const { shape } = input(inputs, 0);
    const column = gradient.alias(reducedShape(shape, axes, true));
    const full = expand(column, shape);
    column.dispose();
    return [full];
  },
  flops: (specs) => sizeOf(input(specs, 0).shape),
});

/**
 * Sum over one axis, several, or (by default) all. Negative axes count from the end. f32 (the order of
 * additions is fixed, so results repeat exactly), i32 and u32 (modulo 2³²), or bool, whose true elements are
 * counted as i32. Throws `shape.axis`.
 */
export function sum(x: Tensor, axis?: number | readonly number[], options: ReductionOptions = {}): Tensor {
  return apply(sumOp, [x], reductionAttributes('sum', x, axis, options));
}
