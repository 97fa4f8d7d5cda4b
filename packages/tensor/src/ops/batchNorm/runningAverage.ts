import { defineKernel } from '../../backend/kernel.ts';
import type { Tensor } from '../../tensor.ts';
import { launch } from '../op.ts';
import template from '../elementwise/update.wgsl';
import wgsl from './runningAverage.wgsl';

export const runningAverageKernel = defineKernel({
  name: 'runningAverage',
  reads: { x: 'vec4<f32>' },
  writes: { out: 'vec4<f32>' },
  params: { n: 'u32', momentum: 'f32' },
  wgsl: `${wgsl}\n${template}`,
  workgroups: ({ n }) => Math.ceil(n / 1024),
  tasks: ({ n }) => Math.ceil(n / 1024),
  elementwise: { layout: 'flat', wgsl, updated: true },
});

/** out ← (1 − momentum)·out + momentum·x in place. */
export function moveAverage(out: Tensor, x: Tensor, momentum: number): void {
  launch(runningAverageKernel, [x], [out], { n: out.size, momentum });
}
