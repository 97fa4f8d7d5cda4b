import type { Tensor } from '../../tensor.ts';
import { affine } from '../affine/affine.ts';
import { binaryKernel, binaryOp } from '../elementwise/binary.ts';
import { scalarOperand } from '../elementwise/scalarOperand.ts';
import { apply } from '../op.ts';
import wgsl from './add.wgsl';

export const addKernel = binaryKernel('add', wgsl);

/** Whole numbers of either kind; they wrap around. */
const addWordsKernel = binaryKernel(
  'addWords',
  'fn apply(a: vec4u, b: vec4u) -> vec4u { return a + b; }',
  'u32',
);

export const addOp = binaryOp({ f32: addKernel, i32: addWordsKernel, u32: addWordsKernel }, (_, gradient) => [
  () => gradient,
  () => gradient,
]);

/** a + b with broadcasting. f32, or i32 and u32 (modulo 2³²); a number is of the tensor's dtype. */
export function add(a: Tensor, b: Tensor | number): Tensor {
  if (typeof b === 'number' && a.dtype === 'f32') return affine(a, 1, b);
  return apply(addOp, [a, scalarOperand('add', a, b)], null);
}
