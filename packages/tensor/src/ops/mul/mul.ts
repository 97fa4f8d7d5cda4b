import type { Tensor } from '../../tensor.ts';
import { binaryKernel, binaryOp, binaryRaw } from '../elementwise/binary.ts';
import { scalarOperand } from '../elementwise/scalarOperand.ts';
import { apply, input } from '../op.ts';
import wgsl from './mul.wgsl';

const mulKernel = binaryKernel('mul', wgsl);

export const mulOp = binaryOp(mulKernel, ({ inputs }, gradient) => [
  () => binaryRaw(mulKernel, gradient, input(inputs, 1)),
  () => binaryRaw(mulKernel, gradient, input(inputs, 0)),
]);

/** a · b elementwise with broadcasting. f32. */
export function mul(a: Tensor, b: Tensor | number): Tensor {
  return apply(mulOp, [a, scalarOperand(a, b)], null);
}
