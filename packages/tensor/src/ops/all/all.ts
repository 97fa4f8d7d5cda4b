import type { Tensor } from '../../tensor.ts';
import { minKernels } from '../min/min.ts';
import { truthOf } from '../logical/logical.ts';
import { apply } from '../op.ts';
import { reductionAttributes, type ReductionOptions } from '../reduction/reduction.ts';
import { truthReductionOp } from '../reduction/truthReduction.ts';

export const allOp = truthReductionOp('all', minKernels.u32, 1);

/**
 * Whether all elements are true over one axis, several, or (by default) all, as bool; true over no
 * elements. Numbers count as true unless they are 0. No gradient. Throws `shape.axis`.
 */
export function all(x: Tensor, axis?: number | readonly number[], options: ReductionOptions = {}): Tensor {
  return apply(allOp, [truthOf(x)], reductionAttributes('all', x, axis, options));
}
