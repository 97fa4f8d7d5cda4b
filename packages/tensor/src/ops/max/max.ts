import type { Tensor } from '../../tensor.ts';
import { apply } from '../op.ts';
import { extremumOp } from '../reduction/extremum.ts';
import { reductionAttributes, reductionKernel, type ReductionOptions } from '../reduction/reduction.ts';
import wgsl from './max.wgsl';

/** Whole numbers of one kind. */
const wholeKernel = (name: string, element: 'i32' | 'u32') =>
  reductionKernel(
    name,
    `fn initial(first: Element) -> Element { return first; }
fn combine(a: Element, b: Element) -> Element { return max(a, b); }`,
    element,
  );

export const maxKernels = {
  f32: reductionKernel('max', wgsl),
  i32: wholeKernel('maxI32', 'i32'),
  u32: wholeKernel('maxU32', 'u32'),
};

export const maxOp = extremumOp(maxKernels);

/**
 * Largest value over one axis, several, or (by default) all; NaN where there is one. Equal largest values
 * share the gradient evenly, as in PyTorch's amax. f32, i32, u32. Throws `shape.axis`, and `shape.empty` over no
 * elements.
 */
export function max(x: Tensor, axis?: number | readonly number[], options: ReductionOptions = {}): Tensor {
  return apply(maxOp, [x], reductionAttributes('max', x, axis, options));
}
