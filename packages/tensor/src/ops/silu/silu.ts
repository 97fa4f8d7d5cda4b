import type { Tensor } from '../../tensor.ts';
import { binaryKernel, binaryRaw } from '../elementwise/binary.ts';
import { unaryKernel, unaryOp } from '../elementwise/unary.ts';
import { apply, input } from '../op.ts';
import functions from './silu.wgsl';

/** gradient · silu'(x) from x and the gradient. */
export const siluBackwardKernel = binaryKernel(
  'siluBackward',
  `${functions}\nfn apply(x: vec4f, gradient: vec4f) -> vec4f { return gradient * siluGradient4(x); }`,
);

export const siluOp = unaryOp(
  unaryKernel('silu', `${functions}\nfn apply(x: vec4f) -> vec4f { return silu4(x); }`),
  ({ inputs }, gradient) => binaryRaw(siluBackwardKernel, input(inputs, 0), gradient),
  [siluBackwardKernel],
);

/** x / (1 + e^−x) elementwise, also called swish. f32. */
export function silu(x: Tensor): Tensor {
  return apply(siluOp, [x], null);
}
