import type { Tensor } from '../../tensor.ts';
import { apply } from '../op.ts';
import { extremumOp } from '../reduction/extremum.ts';
import { reductionAttributes, reductionKernel, type ReductionOptions } from '../reduction/reduction.ts';
import wgsl from './min.wgsl';

/** Whole numbers of one kind. */
const wholeKernel = (name: string, element: 'i32' | 'u32') =>
  reductionKernel(
    name,
    `fn initial(first: Element) -> Element { return first; }
fn combine(a: Element, b: Element) -> Element { return min(a, b); }`,
    element,
  );

export const minKernels = {
  f32: reductionKernel('min', wgsl),
  i32: wholeKernel('minI32', 'i32'),
  u32: wholeKernel('minU32', 'u32'),
};

export const minOp = extremumOp(minKernels);

/**
 * Smallest value over one axis, several, or (by default) all; NaN where there is one. Equal smallest values
 * share the gradient evenly, as in PyTorch's amin. f32, i32, u32. Throws `shape.axis`, and `shape.empty` over no
 * elements.
 */
export function min(x: Tensor, axis?: number | readonly number[], options: ReductionOptions = {}): Tensor {
  return apply(minOp, [x], reductionAttributes('min', x, axis, options));
}
