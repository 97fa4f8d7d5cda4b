import type { Tensor } from '../../tensor.ts';
import { binaryKernel, binaryOp, binaryRaw } from '../elementwise/binary.ts';
import { scalarOperand } from '../elementwise/scalarOperand.ts';
import { mulKernel } from '../mul/mul.ts';
import { apply, input } from '../op.ts';
import wgsl from './maximum.wgsl';

/** 0 where a < b, ½ where they are equal, else 1: the share of the gradient that goes to a. */
export const maximumShareKernel = binaryKernel(
  'maximumShare',
  'fn apply(a: vec4f, b: vec4f) -> vec4f { return select(vec4f(1.0), select(vec4f(0.0), vec4f(0.5), a == b), a <= b); }',
);

export const maximumOp = binaryOp(
  {
    f32: binaryKernel('maximum', wgsl),
    i32: binaryKernel('maximumI32', 'fn apply(a: vec4i, b: vec4i) -> vec4i { return max(a, b); }', 'i32'),
    u32: binaryKernel('maximumU32', 'fn apply(a: vec4u, b: vec4u) -> vec4u { return max(a, b); }', 'u32'),
  },
  ({ inputs }, gradient) => [
    () => shareOf(gradient, input(inputs, 0), input(inputs, 1)),
    () => shareOf(gradient, input(inputs, 1), input(inputs, 0)),
  ],
  [maximumShareKernel, mulKernel],
);

/** The part of the gradient that goes to `winner`, where it is larger than `other`. */
export function shareOf(gradient: Tensor, winner: Tensor, other: Tensor): Tensor {
  const share = binaryRaw(maximumShareKernel, winner, other);
  const part = binaryRaw(mulKernel, gradient, share);
  share.dispose();
  return part;
}

/** The larger of a and b with broadcasting; NaN where either is. Equal ones share the gradient. f32, i32, u32. */
export function maximum(a: Tensor, b: Tensor | number): Tensor {
  return apply(maximumOp, [a, scalarOperand('maximum', a, b)], null);
}
