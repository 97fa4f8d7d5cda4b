import { wordsOf } from '../../dtype.ts';
import type { Tensor } from '../../tensor.ts';
import { apply, defineOp, input } from '../op.ts';
import { stridedCopyKernel, wordCopy } from '../stridedCopy/stridedCopy.ts';

export const cloneOp = defineOp<null>({
  name: 'clone',
  halves: true,
  kernels: [stridedCopyKernel],
  outputs: (specs) => [input(specs, 0)],
  forward: ({ inputs, outputs }) => {
    const x = input(inputs, 0);
    const walk = { offset: 0, strides: [1] };
    wordCopy(x, walk, input(outputs, 0), walk, [wordsOf(x.dtype, x.size)]);
  },
  backward: (_, gradient) => [gradient],
  flops: () => 0,
});

/** A copy with storage of its own. Any dtype. */
export function clone(x: Tensor): Tensor {
  return apply(cloneOp, [x], null);
}
