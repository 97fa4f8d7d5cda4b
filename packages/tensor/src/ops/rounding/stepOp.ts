import { unaryOp, type unaryKernel } from '../elementwise/unary.ts';
import { fillKernel, filled } from '../fill/fill.ts';
import { input } from '../op.ts';

/** An elementwise function that is flat but for its jumps: the gradient is 0, as in PyTorch. */
export function stepOp(kernel: ReturnType<typeof unaryKernel>) {
  return unaryOp(
    kernel,
    ({ inputs }) => {
      const x = input(inputs, 0);
      return filled(x.shape, 0, x.device);
    },
    [fillKernel],
  );
}
