import type { DType } from '../../dtype.ts';

/** One kernel per dtype that an op takes; the one for f32 has the op's name. */
export type KernelsByDType<K> = Readonly<Partial<Record<DType, K>> & { f32: K }>;

/** A single kernel stands for f32. */
export function kernelsByDType<K extends object>(kernels: K | KernelsByDType<K>): KernelsByDType<K> {
  return 'f32' in kernels ? kernels : { f32: kernels };
}

/** The dtypes in the order in which they were given. */
export function dtypesOf<K>(kernels: KernelsByDType<K>): DType[] {
  return Object.keys(kernels) as DType[];
}

/** Each kernel once: two dtypes may share one. */
export function kernelList<K>(kernels: KernelsByDType<K>): K[] {
  return [...new Set(Object.values(kernels) as K[])];
}

/** The kernel for a dtype that the op's rule let through. */
export function kernelFor<K>(kernels: KernelsByDType<K>, dtype: DType): K {
  return kernels[dtype] ?? kernels.f32;
}
