import { isScalar, type Scalar } from '../../compile/scalar.ts';
import type { Tensor } from '../../tensor.ts';
import { affine } from '../affine/affine.ts';
import { binaryKernel, binaryOp, binaryRaw } from '../elementwise/binary.ts';
import { scalarOperand } from '../elementwise/scalarOperand.ts';
import { apply, input } from '../op.ts';
import wgsl from './mul.wgsl';

export const mulKernel = binaryKernel('mul', wgsl);

/** Whole numbers of either kind; they wrap around. */
const mulWordsKernel = binaryKernel(
  'mulWords',
  'fn apply(a: vec4u, b: vec4u) -> vec4u { return a * b; }',
  'u32',
);

export const mulOp = binaryOp(
  { f32: mulKernel, i32: mulWordsKernel, u32: mulWordsKernel },
  ({ inputs }, gradient) => [
    () => binaryRaw(mulKernel, gradient, input(inputs, 1)),
    () => binaryRaw(mulKernel, gradient, input(inputs, 0)),
  ],
);

/** a · b elementwise with broadcasting. f32, or i32 and u32 (modulo 2³²); a number is of the tensor's dtype, a scalar of a compiled step f32. */
export function mul(a: Tensor, b: Tensor | number | Scalar): Tensor {
  if (isScalar(b) || (typeof b === 'number' && a.dtype === 'f32')) return affine(a, b);
  return apply(mulOp, [a, scalarOperand('mul', a, b)], null);
}
