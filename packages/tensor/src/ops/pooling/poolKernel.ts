import { defineKernel, type ElementType } from '../../backend/kernel.ts';
import { poolParams } from './poolSizes.ts';
import windowsWgsl from './windows.wgsl';

/** A kernel of one invocation per element of the pooled image, or (`back`) of x; a CPU task is a plane. */
export function poolKernel(
  name: string,
  reads: Readonly<Record<string, ElementType>>,
  writes: Readonly<Record<string, ElementType>>,
  wgsl: string,
  back: boolean,
) {
  return defineKernel({
    name,
    reads,
    writes,
    params: poolParams,
    wgsl: `${windowsWgsl}\n${wgsl}`,
    workgroups: ({ planes, height, width, outHeight, outWidth }) =>
      Math.ceil((planes * (back ? height * width : outHeight * outWidth)) / 256),
    tasks: ({ planes }) => planes,
    grain: ({ height, width }) => Math.ceil(8192 / (height * width + 1)),
  });
}
