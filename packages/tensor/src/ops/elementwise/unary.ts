import { defineKernel } from '../../backend/kernel.ts';
import type { Tensor } from '../../tensor.ts';
import { sizeOf } from '../../shape.ts';
import { defineOp, expectDType, input, launch, type BackwardContext } from '../op.ts';
import template from './unary.wgsl';

/**
 * Kernel of an elementwise function of one f32 tensor. `apply` is WGSL: `fn apply(x: vec4f) -> vec4f`.
 * The CPU body is the exported `name(x: v128): v128`.
 */
export function unaryKernel(name: string, apply: string) {
  return defineKernel({
    name,
    reads: { x: 'vec4<f32>' },
    writes: { out: 'vec4<f32>' },
    params: { n: 'u32' },
    wgsl: `${apply}\n${template}`,
    workgroups: ({ n }) => Math.ceil(n / 1024),
    tasks: ({ n }) => Math.ceil(n / 1024),
    grain: () => 8,
  });
}

/** An op around a unary kernel. `backward` gives the gradient of the input. */
export function unaryOp(
  kernel: ReturnType<typeof unaryKernel>,
  backward: (context: BackwardContext<null>, gradient: Tensor) => Tensor,
  extraKernels: readonly Parameters<typeof launch>[0][] = [],
) {
  return defineOp<null>({
    name: kernel.name,
    kernels: [kernel, ...extraKernels],
    outputs: ([x]) => {
      const spec = input([x], 0);
      if (!spec) return [];
      expectDType(kernel.name, 'a tensor', spec, 'f32');
      return [spec];
    },
    forward: ({ inputs, outputs }) => launch(kernel, inputs, outputs, { n: input(inputs, 0).size }),
    backward: (context, gradient) => [backward(context, gradient)],
    flops: ([x]) => (x ? sizeOf(x.shape) : 0),
  });
}
