import type { Device } from '../../device.ts';
import { fromHost, type Tensor } from '../../tensor.ts';

const tables = new WeakMap<Device, Map<string, Tensor>>();

/**
 * Cosines and sines of position · base^(−2i/D), f32 [positions, D]: D/2 cosines, then D/2 sines per
 * position. Angles are taken in f64, so a value is right to half a unit of f32 at any position. One table
 * per device, D and base is kept; it grows to the next power of two.
 */
export function rotaryTable(device: Device, positions: number, headSize: number, base: number): Tensor {
  const own = tables.get(device) ?? new Map<string, Tensor>();
  tables.set(device, own);
  const key = `${headSize} ${base}`;
  const known = own.get(key);
  if (known && known.size >= positions * headSize) return known;
  const length = 2 ** Math.ceil(Math.log2(Math.max(positions, 64)));
  const half = headSize / 2;
  const values = new Float32Array(length * headSize);
  for (let i = 0; i < half; i++) {
    const frequency = base ** ((-2 * i) / headSize);
    for (let position = 0; position < length; position++) {
      values[position * headSize + i] = Math.cos(position * frequency);
      values[position * headSize + half + i] = Math.sin(position * frequency);
    }
  }
  // What was queued with the old one still runs; backward asks for the table anew.
  known?.dispose();
  const table = fromHost(values, [length, headSize], { device }).keep();
  own.set(key, table);
  return table;
}
