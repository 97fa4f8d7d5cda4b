import type { Tensor } from '../../tensor.ts';
import { apply } from '../op.ts';
import { extremumOp } from '../reduction/extremum.ts';
import { reductionAttributes, reductionKernel, type ReductionOptions } from '../reduction/reduction.ts';
import wgsl from './max.wgsl';

export const maxOp = extremumOp(reductionKernel('max', wgsl));

/**
 * Largest value over one axis, several, or (by default) all; NaN where there is one. Equal largest values
 * share the gradient evenly, as in PyTorch's amax. f32. Throws `shape.axis`, and `shape.empty` over no
 * elements.
 */
export function max(x: Tensor, axis?: number | readonly number[], options: ReductionOptions = {}): Tensor {
  return apply(maxOp, [x], reductionAttributes('max', x, axis, options));
}
