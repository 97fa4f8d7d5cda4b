import { fromHost, type Tensor } from '../../tensor.ts';

/** A number as a scalar tensor on the other operand's device; tensors pass through. */
export function scalarOperand(like: Tensor, value: Tensor | number): Tensor {
  return typeof value === 'number' ? fromHost(new Float32Array([value]), [], { device: like.device }) : value;
}
