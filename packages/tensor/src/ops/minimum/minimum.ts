import type { Tensor } from '../../tensor.ts';
import { binaryKernel, binaryOp } from '../elementwise/binary.ts';
import { scalarOperand } from '../elementwise/scalarOperand.ts';
import { maximumShareKernel, shareOf } from '../maximum/maximum.ts';
import { mulKernel } from '../mul/mul.ts';
import { apply, input } from '../op.ts';
import wgsl from './minimum.wgsl';

export const minimumOp = binaryOp(
  {
    f32: binaryKernel('minimum', wgsl),
    i32: binaryKernel('minimumI32', 'fn apply(a: vec4i, b: vec4i) -> vec4i { return min(a, b); }', 'i32'),
    u32: binaryKernel('minimumU32', 'fn apply(a: vec4u, b: vec4u) -> vec4u { return min(a, b); }', 'u32'),
  },
  // a is the smaller where b is the larger.
  ({ inputs }, gradient) => [
    () => shareOf(gradient, input(inputs, 1), input(inputs, 0)),
    () => shareOf(gradient, input(inputs, 0), input(inputs, 1)),
  ],
  [maximumShareKernel, mulKernel],
);

/** The smaller of a and b with broadcasting; NaN where either is. Equal ones share the gradient. f32, i32, u32. */
export function minimum(a: Tensor, b: Tensor | number): Tensor {
  return apply(minimumOp, [a, scalarOperand('minimum', a, b)], null);
}
