import { defineKernel, type ParamTypes } from '../../backend/kernel.ts';
import { sizeOf } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { defineOp, expectDType, input, launch, type BackwardContext, type TensorSpec } from '../op.ts';
import template from './unary.wgsl';

/**
 * Kernel of an elementwise function of one f32 tensor. `apply` is WGSL with a function
 * `fn apply(x: vec4f) -> vec4f`. The CPU body is the exported `name(x: v128): v128`, or, where there
 * are `params` (which `apply` sees as `params.…`), `name(x: usize, out: usize, n: u32, …params, start, end)`
 * over tasks of 1,024 elements.
 */
export function unaryKernel<const P extends ParamTypes = Record<never, never>>(
  name: string,
  apply: string,
  params?: P,
) {
  return defineKernel({
    name,
    reads: { x: 'vec4<f32>' },
    writes: { out: 'vec4<f32>' },
    params: { n: 'u32', ...params } as P & { readonly n: 'u32' },
    wgsl: `${apply}\n${template}`,
    workgroups: ({ n }: { readonly n: number }) => Math.ceil(n / 1024),
    tasks: ({ n }: { readonly n: number }) => Math.ceil(n / 1024),
    grain: () => 8,
  });
}

/** The shape and dtype rule of an elementwise function of one f32 tensor. */
export function unaryOutputs(name: string, specs: readonly TensorSpec[]): readonly TensorSpec[] {
  const x = input(specs, 0);
  expectDType(name, 'a tensor', x, 'f32');
  return [{ shape: x.shape, dtype: 'f32' }];
}

/** One operation per element. */
export function unaryFlops(specs: readonly TensorSpec[]): number {
  return sizeOf(input(specs, 0).shape);
}

/** An op around a unary kernel without params. `backward` gives the gradient of the input. */
export function unaryOp(
  kernel: ReturnType<typeof unaryKernel>,
  backward: (context: BackwardContext<null>, gradient: Tensor) => Tensor,
  extraKernels: readonly Parameters<typeof launch>[0][] = [],
) {
  return defineOp<null>({
    name: kernel.name,
    kernels: [kernel, ...extraKernels],
    outputs: (specs) => unaryOutputs(kernel.name, specs),
    forward: ({ inputs, outputs }) => launch(kernel, inputs, outputs, { n: input(inputs, 0).size }),
    backward: (context, gradient) => [backward(context, gradient)],
    flops: unaryFlops,
  });
}
