import type { Tensor } from '../../tensor.ts';
import { apply } from '../op.ts';
import { extremumOp } from '../reduction/extremum.ts';
import { reductionAttributes, reductionKernel, type ReductionOptions } from '../reduction/reduction.ts';
import wgsl from './min.wgsl';

export const minOp = extremumOp(reductionKernel('min', wgsl));

/**
 * Smallest value over one axis, several, or (by default) all; NaN where there is one. Equal smallest values
 * share the gradient evenly, as in PyTorch's amin. f32. Throws `shape.axis`, and `shape.empty` over no
 * elements.
 */
export function min(x: Tensor, axis?: number | readonly number[], options: ReductionOptions = {}): Tensor {
  return apply(minOp, [x], reductionAttributes('min', x, axis, options));
}
