import { defineKernel } from '../../backend/kernel.ts';
import { launch } from '../op.ts';
import type { Tensor } from '../../tensor.ts';
import wgsl from './accumulate.wgsl';
import template from '../elementwise/update.wgsl';

export const accumulateKernel = defineKernel({
  name: 'accumulate',
  reads: { x: 'vec4<f32>' },
  writes: { out: 'vec4<f32>' },
  params: { n: 'u32' },
  wgsl: `${wgsl}\n${template}`,
  workgroups: ({ n }) => Math.ceil(n / 1024),
  tasks: ({ n }) => Math.ceil(n / 1024),
  grain: () => 8,
  elementwise: { layout: 'flat', wgsl, updated: true },
});

/** out += x in place, for two f32 tensors of one shape. No gradient. */
export function accumulateInto(out: Tensor, x: Tensor): void {
  launch(accumulateKernel, [x], [out], { n: out.size });
}
