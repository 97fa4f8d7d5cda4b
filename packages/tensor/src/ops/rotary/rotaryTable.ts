import type { Device } from '../../device.ts';
import { fromHost, type Tensor } from '../../tensor.ts';
import { rotaryFrequencies, type RotaryFrequencies, type RotaryScaling } from './rotaryFrequencies.ts';

const tables = new WeakMap<Device, Map<string, Tensor>>();

/**
 * Cosines and sines of position · frequency, f32 [positions, width]: width/2 cosines, then width/2 sines per
 * position, times the scaling's factor. Angles are taken in f64, so a value is right to half a unit of f32 at
 * any position. One table per device, width, base and scaling is kept; it grows to the next power of two.
 */
export function rotaryTable(
  device: Device,
  positions: number,
  width: number,
  base: number,
  scaling: RotaryScaling | null,
): Tensor {
  const own = tables.get(device) ?? new Map<string, Tensor>();
  tables.set(device, own);
  const key = JSON.stringify([width, base, scaling]);
  const known = own.get(key);
  if (known && known.size >= positions * width) return known;
  const length = 2 ** Math.ceil(Math.log2(Math.max(positions, 64)));
  const values = anglesOf(0, length, width, rotaryFrequencies(width, base, scaling, positions));
  // The old one goes when nobody holds it any more: a compiled step may.
  const table = device.apart(() => fromHost(values, [length, width], { device }).keep());
  own.set(key, table);
  return table;
}

/** The rows of such a table from `offset` on, for frequencies that belong to one length only. The caller's to free. */
export function rotaryRows(
  device: Device,
  [offset, length]: readonly [number, number],
  width: number,
  base: number,
  scaling: RotaryScaling | null,
): Tensor {
  const frequencies = rotaryFrequencies(width, base, scaling, offset + length);
  return fromHost(anglesOf(offset, length, width, frequencies), [length, width], { device });
}

function anglesOf(
  offset: number,
  length: number,
  width: number,
  { frequencies, scale }: RotaryFrequencies,
): Float32Array {
  const values = new Float32Array(length * width);
  frequencies.forEach((frequency, i) => {
    for (let row = 0; row < length; row++) {
      values[row * width + i] = scale * Math.cos((offset + row) * frequency);
      values[row * width + width / 2 + i] = scale * Math.sin((offset + row) * frequency);
    }
  });
  return values;
}
