import type { Device } from '../../device.ts';
import { fromHost, type Tensor } from '../../tensor.ts';

const tables = new WeakMap<Device, Map<number, Tensor>>();

/** Ones on and below the diagonal, f32 [n, n]: times its transpose a row becomes its running sums. One per device is kept. */
export function triangle(device: Device, n: number): Tensor {
  const own = tables.get(device) ?? new Map<number, Tensor>();
  tables.set(device, own);
  const known = own.get(n);
  if (known) return known;
  const values = Float32Array.from({ length: n * n }, (_, at) => (at % n <= Math.floor(at / n) ? 1 : 0));
  const table = fromHost(values, [n, n], { device }).keep();
  own.set(n, table);
  return table;
}
