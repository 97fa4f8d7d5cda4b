import type { Tensor } from '../../tensor.ts';
import { affine, scaled } from '../affine/affine.ts';
import { binaryKernel, binaryOp } from '../elementwise/binary.ts';
import { apply } from '../op.ts';
import wgsl from './sub.wgsl';

export const subOp = binaryOp(binaryKernel('sub', wgsl), (_, gradient) => [
  () => gradient,
  () => scaled(gradient, -1),
]);

/** a − b with broadcasting. f32. */
export function sub(a: Tensor, b: Tensor | number): Tensor {
  return typeof b === 'number' ? affine(a, 1, -b) : apply(subOp, [a, b], null);
}
