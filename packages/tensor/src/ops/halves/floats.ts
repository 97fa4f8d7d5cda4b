import { computesHalves } from '../../computesHalves.ts';
import type { ElementType } from '../../backend/kernel.ts';
import type { Device } from '../../device.ts';
import { CraftError } from '../../errors.ts';
import { formatShape } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import type { TensorSpec } from '../op.ts';
import storeF16 from './storeF16.wgsl';
import storeF32 from './storeF32.wgsl';

/** The dtypes that matrix products and attention compute in; both add up in f32. */
export type FloatDType = 'f32' | 'f16';

/** How a kernel for one of them differs from that for the other: its name, its buffers, and how WGSL stores. */
export interface FloatElements {
  /** Of the kernel's name. */
  readonly suffix: '' | 'F16';
  readonly scalar: ElementType & FloatDType;
  readonly vector: ElementType & `vec4<${FloatDType}>`;
  /** WGSL of `stored(value: f32)`, to stand first in a kernel's text. Loads are `f32(x[i])` and `vec4f(x[i])`. */
  readonly wgsl: string;
}

export const floats: Readonly<Record<FloatDType, FloatElements>> = {
  f32: { suffix: '', scalar: 'f32', vector: 'vec4<f32>', wgsl: storeF32 },
  f16: { suffix: 'F16', scalar: 'f16', vector: 'vec4<f16>', wgsl: storeF16 },
};

/** One kernel for each dtype. */
export function forEachFloat<K>(define: (elements: FloatElements) => K): Readonly<Record<FloatDType, K>> {
  return { f32: define(floats.f32), f16: define(floats.f16) };
}

/** The kernel for a tensor's dtype, which the op's rule has checked. */
export function forFloat<K>(kernels: Readonly<Record<FloatDType, K>>, { dtype, device }: Tensor): K {
  if (dtype !== 'f16') return kernels.f32;
  assertHalfCompute(device);
  return kernels.f16;
}

function assertHalfCompute(device: Device): void {
  if (computesHalves(device)) return;
  throw new CraftError(
    'device.halves',
    `${device.description}: expected an adapter with shader-f16 to compute with f16 but this one has none`,
    { hint: 'use f32, or the cpu device, which has f16 always' },
  );
}

/** The one dtype of operands, f32 or f16. Throws `dtype.mismatch` where they have another or differ. */
export function sharedFloat(op: string, what: string, specs: readonly TensorSpec[]): FloatDType {
  const dtype = specs[0]?.dtype;
  if ((dtype === 'f32' || dtype === 'f16') && specs.every((spec) => spec.dtype === dtype)) return dtype;
  throw new CraftError(
    'dtype.mismatch',
    `${op}: expected ${what} all of f32 or all of f16 but received ${specs.map((spec) => `${spec.dtype} ${formatShape(spec.shape)}`).join(', ')}`,
    { hint: "cast them with x.to(…), or run inside autocast('f16', …), which does" },
  );
}
