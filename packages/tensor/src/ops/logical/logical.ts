import type { Tensor } from '../../tensor.ts';
import { cast } from '../cast/cast.ts';
import { binaryFlops, binaryKernel, binaryOutput, launchBinary } from '../elementwise/binary.ts';
import { defineOp, input } from '../op.ts';

/** An op of two bool tensors; on words of 0 and 1, WGSL's `operator` is the logical one. */
export function logicalOp(name: string, operator: '&' | '|' | '^') {
  const kernel = binaryKernel(
    name,
    `fn apply(a: vec4u, b: vec4u) -> vec4u { return a ${operator} b; }`,
    'u32',
  );
  return defineOp<null>({
    name,
    kernels: [kernel],
    outputs: (specs) => [binaryOutput(name, specs, ['bool'])],
    forward: ({ inputs, outputs }) =>
      launchBinary(kernel, input(inputs, 0), input(inputs, 1), input(outputs, 0)),
    backward: { none: 'true and false do not change smoothly' },
    flops: binaryFlops,
  });
}

/** Whether each element is not zero; a bool tensor itself. */
export function truthOf(x: Tensor): Tensor {
  return x.dtype === 'bool' ? x : cast(x, 'bool');
}
