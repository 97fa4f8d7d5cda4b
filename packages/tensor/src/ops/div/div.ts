import type { Tensor } from '../../tensor.ts';
import { affine } from '../affine/affine.ts';
import { binaryKernel, binaryOp, binaryRaw } from '../elementwise/binary.ts';
import { mulKernel } from '../mul/mul.ts';
import { apply, input } from '../op.ts';
import wgsl from './div.wgsl';

export const divKernel = binaryKernel('div', wgsl);

/** −a / b */
const divBackwardKernel = binaryKernel(
  'divBackward',
  'fn apply(a: vec4f, b: vec4f) -> vec4f { return -(a / b); }',
);

export const divOp = binaryOp(
  divKernel,
  ({ inputs, outputs }, gradient) => [
    () => binaryRaw(divKernel, gradient, input(inputs, 1)),
    () => {
      const product = binaryRaw(mulKernel, gradient, input(outputs, 0));
      const slope = binaryRaw(divBackwardKernel, product, input(inputs, 1));
      product.dispose();
      return slope;
    },
  ],
  [mulKernel, divBackwardKernel],
);

/** a / b with broadcasting; a number is divided by as multiplication with its reciprocal. f32. */
export function div(a: Tensor, b: Tensor | number): Tensor {
  return typeof b === 'number' ? affine(a, 1 / b) : apply(divOp, [a, b], null);
}
