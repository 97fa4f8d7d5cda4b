import { defineKernel } from '../../backend/kernel.ts';
import { CraftError } from '../../errors.ts';
import { formatShape, sizeOf } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { apply, defineOp, expectDType, input, launch } from '../op.ts';
import { rotaryFrequencies, type RotaryScaling } from './rotaryFrequencies.ts';
import { rotaryRows, rotaryTable } from './rotaryTable.ts';
import wgsl from './rotary.wgsl';

/** Rows are positions of a batch: `rotated` heads are turned by ±angle, `copied` heads are not. */
const rotaryKernel = defineKernel({
  name: 'rotary',
  reads: { x: 'f32', table: 'f32' },
  writes: { out: 'f32' },
  params: {
    rows: 'u32',
    length: 'u32',
    rotated: 'u32',
    copied: 'u32',
    headSize: 'u32',
    turned: 'u32',
    offset: 'u32',
    sign: 'f32',
    interleaved: 'u32',
  },
  wgsl,
  workgroups: ({ rows, rotated, copied, headSize }) =>
    Math.ceil((rows * (rotated + copied) * headSize) / 512),
  tasks: ({ rows }) => rows,
  grain: ({ rotated, copied, headSize }) => Math.ceil(16384 / ((rotated + copied) * headSize)),
});

/** Which elements of a head are turned together: i and i + D/2, or 2i and 2i + 1. */
export type RotaryLayout = 'half' | 'interleaved';

/** How `rotary` finds the heads in the last axis, and what it turns them by. */
export interface RotaryOptions {
  readonly nHeads: number;
  /** Default `nHeads`; 0 where there are no key and value heads, such as for queries by themselves. */
  readonly nKvHeads?: number;
  /** Default 10,000. */
  readonly base?: number;
  /** Position of the first row; default 0. */
  readonly offset?: number;
  /** Default 'half', as in GPT-NeoX and Llama's weights on Hugging Face. */
  readonly layout?: RotaryLayout;
  /** Share of a head's channels that is turned, the first ones; default 1. */
  readonly fraction?: number;
  /** For sequences longer than those of training; default none. */
  readonly scaling?: RotaryScaling | null;
}

type RotaryAttributes = Required<RotaryOptions>;

export const rotaryOp = defineOp<RotaryAttributes>({
  name: 'rotary',
  kernels: [rotaryKernel],
  outputs: (specs, attributes) => {
    const x = input(specs, 0);
    expectDType('rotary', 'qkv', x, 'f32');
    const { nHeads, nKvHeads, offset, base, fraction } = attributes;
    const heads = nHeads + 2 * nKvHeads;
    const [, length, channels] = x.shape;
    const whole = [nHeads, nKvHeads, offset].every(Number.isInteger) && nHeads > 0 && nKvHeads >= 0;
    if (!whole || offset < 0 || !(base > 0)) {
      throw new CraftError(
        'rotary.options',
        `rotary: expected whole nHeads > 0 and nKvHeads ≥ 0, a whole offset ≥ 0 and base > 0 but received nHeads ${nHeads}, nKvHeads ${nKvHeads}, offset ${offset}, base ${base}`,
      );
    }
    if (x.shape.length !== 3 || channels === undefined || channels % (2 * heads) !== 0 || channels === 0) {
      throw new CraftError(
        'shape.mismatch',
        `rotary: expected qkv [B, T, (${nHeads} + 2·${nKvHeads})·D] with D even but received ${formatShape(x.shape)}`,
      );
    }
    const width = turnedChannels(channels / heads, fraction);
    if (!(fraction <= 1) || width < 2 || width % 2 !== 0) {
      throw new CraftError(
        'rotary.fraction',
        `rotary: expected a fraction that leaves an even number of the ${channels / heads} channels to turn but received ${fraction}`,
      );
    }
    // Throws where the scaling makes no sense.
    rotaryFrequencies(width, base, attributes.scaling, offset + (length ?? 0));
    return [x];
  },
  forward: ({ inputs, outputs, attributes }) => {
    rotate(input(inputs, 0), input(outputs, 0), attributes, 1);
  },
  backward: ({ attributes }, gradient) => {
    const dx = emptyTensor(gradient.shape, 'f32', gradient.device);
    rotate(gradient, dx, attributes, -1);
    return [dx];
  },
  flops: ([x]) => (x ? 3 * sizeOf(x.shape) : 0),
});

/**
 * Rotary position embedding (Su et al. 2021, equation 34) of packed heads: qkv [B, T, (H + 2·Hkv)·D] →
 * the same shape, with the H query heads and the Hkv key heads at row t turned by the angles
 * (offset + t) · base^(−2i/D), and the value heads copied. f32, D even. With a `fraction` below 1 D is the
 * number of channels turned, rounded down; `scaling` changes the frequencies (and YaRN the lengths). The
 * gradient is turned back. Throws `shape.mismatch`, `rotary.options`, `rotary.fraction` and `rotary.scaling`.
 */
export function rotary(qkv: Tensor, options: RotaryOptions): Tensor {
  const { nHeads, nKvHeads = nHeads, base = 10000, offset = 0, layout = 'half' } = options;
  const { fraction = 1, scaling = null } = options;
  return apply(rotaryOp, [qkv], { nHeads, nKvHeads, base, offset, layout, fraction, scaling });
}

function turnedChannels(headSize: number, fraction: number): number {
  return Math.floor(headSize * fraction);
}

function rotate(x: Tensor, out: Tensor, attributes: RotaryAttributes, sign: number): void {
  const { nHeads, nKvHeads, base, offset, layout, fraction, scaling } = attributes;
  const [batch = 0, length = 0, channels = 0] = x.shape;
  const headSize = channels / (nHeads + 2 * nKvHeads);
  const turned = turnedChannels(headSize, fraction);
  // With a dynamic base, sequences longer than the original have angles of their own.
  const isOwn = scaling?.type === 'dynamic' && offset + length > scaling.originalLength;
  const table = isOwn
    ? rotaryRows(x.device, [offset, length], turned, base, scaling)
    : rotaryTable(x.device, offset + length, turned, base, scaling);
  launch(rotaryKernel, [x, table], [out], {
    rows: batch * length,
    length,
    rotated: nHeads + nKvHeads,
    copied: nKvHeads,
    headSize,
    turned,
    offset: isOwn ? 0 : offset,
    sign,
    interleaved: layout === 'interleaved' ? 1 : 0,
  });
  if (isOwn) table.dispose();
}
