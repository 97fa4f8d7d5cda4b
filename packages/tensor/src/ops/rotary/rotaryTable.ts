import type { Device } from '../../device.ts';
import { fromHost, type Tensor } from '../../tensor.ts';
import { rotaryFrequencies, type RotaryScaling } from './rotaryFrequencies.ts';

interface Table {
  readonly values: Tensor;
  /** The frequencies it was made with; those of dynamic scaling change. */
  readonly frequencies: string;
}

const tables = new WeakMap<Device, Map<string, Table>>();

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
  const own = tables.get(device) ?? new Map<string, Table>();
  tables.set(device, own);
  const key = JSON.stringify([width, base, scaling]);
  const known = own.get(key);
  const { frequencies, scale } = rotaryFrequencies(width, base, scaling, positions);
  const made = frequencies.join(' ');
  if (known && known.values.size >= positions * width && known.frequencies === made) return known.values;
  const length = 2 ** Math.ceil(Math.log2(Math.max(positions, 64)));
  const half = width / 2;
  const values = new Float32Array(length * width);
  frequencies.forEach((frequency, i) => {
    for (let position = 0; position < length; position++) {
      values[position * width + i] = scale * Math.cos(position * frequency);
      values[position * width + half + i] = scale * Math.sin(position * frequency);
    }
  });
  // The old one goes when nobody holds it any more: a compiled step may.
  const table = device.apart(() => fromHost(values, [length, width], { device }).keep());
  own.set(key, { values: table, frequencies: made });
  return table;
}
