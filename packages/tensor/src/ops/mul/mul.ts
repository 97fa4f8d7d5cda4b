import type { Tensor } from '../../tensor.ts';
import { affine } from '../affine/affine.ts';
import { binaryKernel, binaryOp, binaryRaw } from '../elementwise/binary.ts';
import { apply, input } from '../op.ts';
import wgsl from './mul.wgsl';

export const mulKernel = binaryKernel('mul', wgsl);

export const mulOp = binaryOp(mulKernel, ({ inputs }, gradient) => [
  () => binaryRaw(mulKernel, gradient, input(inputs, 1)),
  () => binaryRaw(mulKernel, gradient, input(inputs, 0)),
]);

/** a · b elementwise with broadcasting. f32. */
export function mul(a: Tensor, b: Tensor | number): Tensor {
  return typeof b === 'number' ? affine(a, b) : apply(mulOp, [a, b], null);
}
