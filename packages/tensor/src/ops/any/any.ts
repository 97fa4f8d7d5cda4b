import type { Tensor } from '../../tensor.ts';
import { maxKernels } from '../max/max.ts';
import { truthOf } from '../logical/logical.ts';
import { apply } from '../op.ts';
import { reductionAttributes, type ReductionOptions } from '../reduction/reduction.ts';
import { truthReductionOp } from '../reduction/truthReduction.ts';

export const anyOp = truthReductionOp('any', maxKernels.u32, 0);

/**
 * Whether any element is true over one axis, several, or (by default) all, as bool; false over no
 * elements. Numbers count as true unless they are 0. No gradient. Throws `shape.axis`.
 */
export function any(x: Tensor, axis?: number | readonly number[], options: ReductionOptions = {}): Tensor {
  return apply(anyOp, [truthOf(x)], reductionAttributes('any', x, axis, options));
}
