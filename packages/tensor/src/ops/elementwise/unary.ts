import { defineKernel, type ElementType, type ParamTypes } from '../../backend/kernel.ts';
import { sizeOf } from '../../shape.ts';
import type { DType } from '../../dtype.ts';
import type { Tensor } from '../../tensor.ts';
import { dtypesOf, kernelFor, kernelList, kernelsByDType, type KernelsByDType } from './kernelsByDType.ts';
import { defineOp, expectDType, input, launch, type BackwardContext, type TensorSpec } from '../op.ts';
import template from './unary.wgsl';

/** How WGSL sees a unary kernel's operand and result. */
interface UnaryTypes {
  readonly from: ElementType & `vec4${string}`;
  readonly to: ElementType & `vec4${string}`;
}

/**
 * Kernel of an elementwise function of one tensor. `apply` is WGSL with a function
 * `fn apply(x: vec4f) -> vec4f` (or of other types); it sees `params` as `params.…`. The CPU body is the
 * exported `name(x: v128, …params): v128`, or `name(x: usize, out: usize, n: u32, …params, start, end)` over
 * tasks of 1,024 elements.
 */
export function unaryKernel<const P extends ParamTypes = Record<never, never>>(
  name: string,
  apply: string,
  params?: P,
  { from, to }: UnaryTypes = { from: 'vec4<f32>', to: 'vec4<f32>' },
) {
  return defineKernel({
    name,
    reads: { x: from },
    writes: { out: to },
    params: { n: 'u32', ...params } as P & { readonly n: 'u32' },
    wgsl: `${apply}\n${template}`,
    workgroups: ({ n }: { readonly n: number }) => Math.ceil(n / 1024),
    tasks: ({ n }: { readonly n: number }) => Math.ceil(n / 1024),
    grain: () => 8,
    elementwise: { layout: 'flat', wgsl: apply },
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

type UnaryKernel = ReturnType<typeof unaryKernel>;

/** An op around a unary kernel without params, or one per dtype. `backward` gives the gradient of the input. */
export function unaryOp(
  kernels: UnaryKernel | KernelsByDType<UnaryKernel>,
  backward: (context: BackwardContext<null>, gradient: Tensor) => Tensor,
  extraKernels: readonly Parameters<typeof launch>[0][] = [],
) {
  const byDType = kernelsByDType(kernels);
  const { name } = byDType.f32;
  return defineOp<null>({
    name,
    kernels: [...kernelList(byDType), ...extraKernels],
    outputs: (specs) => {
      const { shape, dtype } = input(specs, 0);
      expectDType(name, 'a tensor', { shape, dtype }, ...dtypesOf(byDType));
      return [{ shape, dtype }];
    },
    forward: ({ inputs, outputs }) => {
      const { dtype, size } = input(inputs, 0);
      launch(kernelFor(byDType, dtype), inputs, outputs, { n: size });
    },
    backward: (context, gradient) => [backward(context, gradient)],
    flops: unaryFlops,
  });
}

/** An op from one tensor of `dtype` to a bool tensor. */
export function unaryPredicateOp(kernel: UnaryKernel, dtype: DType) {
  return defineOp<null>({
    name: kernel.name,
    kernels: [kernel],
    outputs: (specs) => {
      const x = input(specs, 0);
      expectDType(kernel.name, 'a tensor', x, dtype);
      return [{ shape: x.shape, dtype: 'bool' }];
    },
    forward: ({ inputs, outputs }) => launch(kernel, inputs, outputs, { n: input(inputs, 0).size }),
    backward: { none: 'true and false do not change smoothly' },
    flops: unaryFlops,
  });
}
