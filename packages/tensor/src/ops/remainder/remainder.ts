import type { Tensor } from '../../tensor.ts';
import { binaryKernel, binaryOp, binaryRaw } from '../elementwise/binary.ts';
import { scalarOperand } from '../elementwise/scalarOperand.ts';
import { mulKernel } from '../mul/mul.ts';
import { apply, input } from '../op.ts';
import wgsl from './remainder.wgsl';
import signedWgsl from './remainderI32.wgsl';
import unsignedWgsl from './remainderU32.wgsl';

/** −⌊a / b⌋, what a is taken less times b. */
const quotientKernel = binaryKernel(
  'remainderQuotient',
  'fn apply(a: vec4f, b: vec4f) -> vec4f { return -floor(a / b); }',
);

export const remainderOp = binaryOp(
  {
    f32: binaryKernel('remainder', wgsl),
    i32: binaryKernel('remainderI32', signedWgsl, 'i32'),
    u32: binaryKernel('remainderU32', unsignedWgsl, 'u32'),
  },
  ({ inputs }, gradient) => [
    () => gradient,
    () => {
      const quotient = binaryRaw(quotientKernel, input(inputs, 0), input(inputs, 1));
      const result = binaryRaw(mulKernel, gradient, quotient);
      quotient.dispose();
      return result;
    },
  ],
  [quotientKernel, mulKernel],
);

/**
 * a − b·⌊a / b⌋ with broadcasting: of b's sign, as in Python. f32 (NaN where b is 0; accurate to the last place
 * of a), or i32 and u32 (0 where b is 0); a number is of the tensor's dtype.
 */
export function remainder(a: Tensor, b: Tensor | number): Tensor {
  return apply(remainderOp, [a, scalarOperand('remainder', a, b)], null);
}
