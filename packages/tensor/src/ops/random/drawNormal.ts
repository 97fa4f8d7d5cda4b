import { defineKernel } from '../../backend/kernel.ts';
import type { Device } from '../../device.ts';
import { currentRandomKey } from '../../randomScope.ts';
import type { Shape } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { launch } from '../op.ts';
import sineWgsl from '../trigonometry/sine.wgsl';
import { drawParams, drawValues, drawWgsl } from './drawKey.ts';
import wgsl from './drawNormal.wgsl';
import logarithmWgsl from './logarithm.wgsl';

const drawNormalKernel = defineKernel({
  name: 'drawNormal',
  reads: {},
  writes: { out: 'vec4<f32>' },
  params: { n: 'u32', ...drawParams, mean: 'f32', deviation: 'f32' },
  wgsl: `${drawWgsl}\n${logarithmWgsl}\n${sineWgsl}\n${wgsl}`,
  workgroups: ({ n }) => Math.ceil(n / 1024),
  tasks: ({ n }) => Math.ceil(n / 1024),
  grain: () => 4,
});

/**
 * Normally distributed values, keyed by the enclosing randomScope: both of a pair by Box and Muller 1958, out
 * of 24 random bits each, which reach as far as 5.77 deviations.
 */
export function drawNormal(shape: Shape, device: Device, mean: number, std: number): Tensor {
  const key = currentRandomKey('randn', 'pass a seed');
  const out = emptyTensor(shape, 'f32', device);
  launch(drawNormalKernel, [], [out], { n: out.size, ...drawValues(key), mean, deviation: std });
  return out;
}
