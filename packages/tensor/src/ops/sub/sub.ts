import type { Tensor } from '../../tensor.ts';
import { affine, scaled } from '../affine/affine.ts';
import { binaryKernel, binaryOp } from '../elementwise/binary.ts';
import { scalarOperand } from '../elementwise/scalarOperand.ts';
import { apply } from '../op.ts';
import wgsl from './sub.wgsl';

export const subKernel = binaryKernel('sub', wgsl);

/** Whole numbers of either kind; they wrap around. */
const subWordsKernel = binaryKernel(
  'subWords',
  'fn apply(a: vec4u, b: vec4u) -> vec4u { return a - b; }',
  'u32',
);

export const subOp = binaryOp({ f32: subKernel, i32: subWordsKernel, u32: subWordsKernel }, (_, gradient) => [
  () => gradient,
  () => scaled(gradient, -1),
]);

/** a − b with broadcasting. f32, or i32 and u32 (modulo 2³²); a number is of the tensor's dtype. */
export function sub(a: Tensor, b: Tensor | number): Tensor {
  if (typeof b === 'number' && a.dtype === 'f32') return affine(a, 1, -b);
  return apply(subOp, [a, scalarOperand('sub', a, b)], null);
}
