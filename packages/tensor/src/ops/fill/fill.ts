import { defineKernel } from '../../backend/kernel.ts';
import type { Device } from '../../device.ts';
import { deviceBytes, hostValues, wordsOf, type DType } from '../../dtype.ts';
import type { Shape } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { launch } from '../op.ts';
import wgsl from './fill.wgsl';
import template from './fillMain.wgsl';

export const fillKernel = defineKernel({
  name: 'fill',
  reads: {},
  writes: { out: 'vec4<u32>' },
  params: { n: 'u32', word: 'u32' },
  wgsl: `${wgsl}\n${template}`,
  workgroups: ({ n }) => Math.ceil(n / 1024),
  tasks: ({ n }) => Math.ceil(n / 1024),
  grain: () => 8,
  elementwise: { layout: 'flat', wgsl, word: 'word' },
});

/** A tensor of one value, made on the device: nothing is uploaded. */
export function filled(shape: Shape, value: number, device: Device, dtype: DType = 'f32'): Tensor {
  const out = emptyTensor(shape, dtype, device);
  fillInto(out, value);
  return out;
}

/** Overwrites a whole tensor with one value. */
export function fillInto(out: Tensor, value: number): void {
  if (out.size === 0) return;
  // Two elements, which are one word of f16 and two equal ones of any other dtype.
  const [word = 0] = new Uint32Array(deviceBytes(hostValues(out.dtype, [value, value])).slice().buffer);
  launch(fillKernel, [], [out], { n: wordsOf(out.dtype, out.size), word });
}
