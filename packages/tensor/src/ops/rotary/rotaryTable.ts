import type { Backend } from '../../backend/backend.ts';
import type { Device } from '../../device.ts';
import { fromHost, type Tensor } from '../../tensor.ts';
import { rotaryFrequencies, type RotaryScaling } from './rotaryFrequencies.ts';

interface Table {
  readonly values: Tensor;
  /** The frequencies it was made with; those of dynamic scaling change. */
  readonly frequencies: string;
}

/** Tables by what runs the device's work: a step being traced has its own, which become constants of its plan. */
const tables = new WeakMap<Backend, Map<string, Table>>();

/**
 * Cosines and sines of position · frequency, f32 [positions, width]: width/2 cosines, then width/2 sines per
 * position, times the scaling's factor. Angles are taken in f64, so a value is right to half a unit of f32 at
 * any position. One table per device, width, base and scaling is kept; it grows to the next power of two. What
 * a traced step makes lives as long as the scope it is made in: a plan must not lean on what may be replaced.
 */
export function rotaryTable(
  device: Device,
  positions: number,
  width: number,
  base: number,
  scaling: RotaryScaling | null,
): Tensor {
  const { backend } = device;
  const own = tables.get(backend) ?? new Map<string, Table>();
  tables.set(backend, own);
  const key = JSON.stringify([width, base, scaling]);
  const known = own.get(key);
  const { frequencies, scale } = rotaryFrequencies(width, base, scaling, positions);
  const made = frequencies.join(' ');
  const usable = known && !known.values.disposed && known.values.size >= positions * width;
  if (usable && known.frequencies === made) return known.values;
  const length = 2 ** Math.ceil(Math.log2(Math.max(positions, 64)));
  const half = width / 2;
  const values = new Float32Array(length * width);
  frequencies.forEach((frequency, i) => {
    for (let position = 0; position < length; position++) {
      values[position * width + i] = scale * Math.cos(position * frequency);
      values[position * width + half + i] = scale * Math.sin(position * frequency);
    }
  });
  // What was queued with the old one still runs; backward asks for the table anew.
  known?.values.dispose();
  const table = fromHost(values, [length, width], { device });
  if (!backend.valueless) table.keep();
  own.set(key, { values: table, frequencies: made });
  return table;
}
