import { defineKernel } from '../../backend/kernel.ts';
import { defaultDevice, type Device } from '../../device.ts';
import { CraftError } from '../../errors.ts';
import { currentRandomKey } from '../../randomScope.ts';
import type { Shape } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { launch } from '../op.ts';
import { drawParams, drawValues, drawWgsl } from './drawKey.ts';
import wgsl from './drawIntegers.wgsl';

/** low + ⌊word·span / 2³²⌋, or low + word where the span is 0, which stands for 2³². */
const drawIntegersKernel = defineKernel({
  name: 'drawIntegers',
  reads: {},
  writes: { out: 'vec4<u32>' },
  params: { n: 'u32', ...drawParams, low: 'u32', span: 'u32' },
  wgsl: `${drawWgsl}\n${wgsl}`,
  workgroups: ({ n }) => Math.ceil(n / 1024),
  tasks: ({ n }) => Math.ceil(n / 1024),
  grain: () => 4,
});

/** Draws whole numbers for the operation `op`. */
export function drawIntegers(op: string, shape: Shape, device: Device, low: number, high: number): Tensor {
  const key = currentRandomKey(op);
  const out = emptyTensor(shape, 'i32', device);
  launch(drawIntegersKernel, [], [out], { n: out.size, ...drawValues(key), low, span: high - low });
  return out;
}

/**
 * Whole numbers in [low, high) (low defaults to 0), drawn on the device: i32. Keyed by the enclosing
 * randomScope, the same on every device; the chances differ by less than (high − low) / 2³². Throws
 * `random.noScope` outside a randomScope and `random.range`.
 */
export function randomIntegers(
  shape: Shape,
  options: { readonly low?: number; readonly high: number; readonly device?: Device },
): Tensor {
  const { low = 0, high, device = defaultDevice() } = options;
  if (
    !Number.isInteger(low) ||
    !Number.isInteger(high) ||
    low >= high ||
    low < -(2 ** 31) ||
    high > 2 ** 31
  ) {
    throw new CraftError(
      'random.range',
      `randomIntegers: expected whole numbers low < high from −2³¹ to 2³¹ but received ${low} and ${high}`,
    );
  }
  return drawIntegers('randomIntegers', shape, device, low, high);
}
