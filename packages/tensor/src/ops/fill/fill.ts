import { defineKernel } from '../../backend/kernel.ts';
import type { Device } from '../../device.ts';
import type { Shape } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { launch } from '../op.ts';
import wgsl from './fill.wgsl';

export const fillKernel = defineKernel({
  name: 'fill',
  reads: {},
  writes: { out: 'vec4<u32>' },
  params: { n: 'u32', word: 'u32' },
  wgsl,
  workgroups: ({ n }) => Math.ceil(n / 1024),
  tasks: ({ n }) => Math.ceil(n / 1024),
  grain: () => 8,
});

/** An f32 tensor of one value, made on the device: nothing is uploaded. */
export function filled(shape: Shape, value: number, device: Device): Tensor {
  const out = emptyTensor(shape, 'f32', device);
  float[0] = value;
  launch(fillKernel, [], [out], { n: out.size, word: word[0] ?? 0 });
  return out;
}

const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);
