import { defineKernel } from '../../backend/kernel.ts';
import type { Scalar } from '../../compile/scalar.ts';
import { CraftError } from '../../errors.ts';
import { formatShape, sameShape } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import template from '../elementwise/update.wgsl';
import { expectDType, launch } from '../op.ts';
import wgsl from './lerpInto.wgsl';

const lerpIntoKernel = defineKernel({
  name: 'lerpInto',
  reads: { x: 'vec4<f32>' },
  writes: { out: 'vec4<f32>' },
  params: { n: 'u32', weight: 'f32' },
  wgsl: `${wgsl}\n${template}`,
  workgroups: ({ n }) => Math.ceil(n / 1024),
  tasks: ({ n }) => Math.ceil(n / 1024),
  grain: () => 8,
  elementwise: { layout: 'flat', wgsl, updated: true },
});

/**
 * out ← out + weight · (x − out) in place: the step of an exponential moving average, as torch's `lerp_`. Two f32
 * tensors of one shape; a scalar weight is read anew at each run of a compiled step. No gradient. Throws
 * `shape.mismatch`.
 */
export function lerpInto(out: Tensor, x: Tensor, weight: number | Scalar): void {
  expectDType('lerpInto', 'out', out, 'f32');
  expectDType('lerpInto', 'x', x, 'f32');
  if (!sameShape(out.shape, x.shape)) {
    throw new CraftError(
      'shape.mismatch',
      `lerpInto: expected x of out's shape ${formatShape(out.shape)} but received ${formatShape(x.shape)}`,
    );
  }
  if (out.size > 0) launch(lerpIntoKernel, [x], [out], { n: out.size, weight });
}
