import { defineKernel, type ParamTypes } from '../../backend/kernel.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { launch } from '../op.ts';
import template from './unaryGradient.wgsl';

/**
 * Kernel of gradient · f'(x) for a function with params. `apply` is WGSL:
 * `fn apply(x: vec4f, gradient: vec4f) -> vec4f`, which sees `params.…`. The CPU body is the exported
 * `name(x: v128, gradient: v128, …params): v128`. Without params, `binaryKernel` does it.
 */
export function unaryGradientKernel<const P extends ParamTypes>(name: string, apply: string, params: P) {
  return defineKernel({
    name,
    reads: { x: 'vec4<f32>', gradient: 'vec4<f32>' },
    writes: { out: 'vec4<f32>' },
    params: { n: 'u32', ...params },
    wgsl: `${apply}\n${template}`,
    workgroups: ({ n }: { readonly n: number }) => Math.ceil(n / 1024),
    tasks: ({ n }: { readonly n: number }) => Math.ceil(n / 1024),
    grain: () => 8,
    elementwise: { layout: 'flat', wgsl: apply },
  });
}

/** Allocates the gradient and runs the kernel; for gradient rules. */
export function unaryGradient<P extends ParamTypes & { readonly n: 'u32' }>(
  kernel: Parameters<typeof launch<P>>[0],
  x: Tensor,
  gradient: Tensor,
  params: Parameters<typeof launch<P>>[3],
): Tensor {
  const out = emptyTensor(x.shape, 'f32', x.device);
  launch(kernel, [x, gradient], [out], params);
  return out;
}
