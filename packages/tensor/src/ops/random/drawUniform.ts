import { defineKernel } from '../../backend/kernel.ts';
import type { Device } from '../../device.ts';
import { currentRandomKey } from '../../randomScope.ts';
import type { Shape } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { launch } from '../op.ts';
import { drawParams, drawValues, drawWgsl } from './drawKey.ts';
import wgsl from './drawUniform.wgsl';

const drawUniformKernel = defineKernel({
  name: 'drawUniform',
  reads: {},
  writes: { out: 'vec4<f32>' },
  params: { n: 'u32', ...drawParams, low: 'f32', span: 'f32', most: 'f32' },
  wgsl: `${drawWgsl}\n${wgsl}`,
  workgroups: ({ n }) => Math.ceil(n / 1024),
  tasks: ({ n }) => Math.ceil(n / 1024),
  grain: () => 4,
});

/** Values in [low, high), keyed by the enclosing randomScope: 24 random bits each. */
export function drawUniform(shape: Shape, device: Device, low: number, high: number): Tensor {
  const key = currentRandomKey('uniform', 'pass a seed');
  const out = emptyTensor(shape, 'f32', device);
  launch(drawUniformKernel, [], [out], {
    n: out.size,
    ...drawValues(key),
    low,
    span: high - low,
    most: below(high),
  });
  return out;
}

/** The largest f32 below x: rounding could reach the bound that is not part of the range. */
function below(x: number): number {
  const value = new Float32Array([x]);
  const word = new Int32Array(value.buffer);
  const rounded = value[0] ?? NaN;
  if (rounded < x) return rounded;
  const bits = word[0] ?? 0;
  word[0] = rounded === 0 ? -2147483647 : bits + (rounded > 0 ? -1 : 1);
  return value[0] ?? NaN;
}
