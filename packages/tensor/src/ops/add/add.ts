import type { Tensor } from '../../tensor.ts';
import { affine } from '../affine/affine.ts';
import { binaryKernel, binaryOp } from '../elementwise/binary.ts';
import { apply } from '../op.ts';
import wgsl from './add.wgsl';

export const addOp = binaryOp(binaryKernel('add', wgsl), (_, gradient) => [() => gradient, () => gradient]);

/** a + b with broadcasting. f32. */
export function add(a: Tensor, b: Tensor | number): Tensor {
  return typeof b === 'number' ? affine(a, 1, b) : apply(addOp, [a, b], null);
}
