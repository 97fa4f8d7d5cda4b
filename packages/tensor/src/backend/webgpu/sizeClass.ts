/** The smallest buffer: drivers align allocations to about this much anyway. */
const smallest = 256;

/**
 * The capacity, in bytes, for a buffer of `byteLength` bytes: the next of 256, 320, 384, 448, 512,
 * 640, … (powers of two in quarter steps), so at most a quarter above what was asked for. A buffer
 * between a class and `limit` gets just `limit`. All are multiples of 16.
 */
export function sizeClass(byteLength: number, limit = Infinity): number {
  let step = smallest / 4;
  while (step * 8 < byteLength) step *= 2;
  return Math.min(Math.max(smallest, Math.ceil(byteLength / step) * step), limit);
}
