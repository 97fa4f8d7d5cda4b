import type { Tensor } from '../../tensor.ts';
import { binaryKernel, binaryOp } from '../elementwise/binary.ts';
import { scalarOperand } from '../elementwise/scalarOperand.ts';
import { apply } from '../op.ts';
import wgsl from './add.wgsl';

export const addOp = binaryOp(binaryKernel('add', wgsl), (_, gradient) => [
  () => gradient,
  () => gradient,
]);

/** a + b with broadcasting. f32. */
export function add(a: Tensor, b: Tensor | number): Tensor {
  return apply(addOp, [a, scalarOperand(a, b)], null);
}
