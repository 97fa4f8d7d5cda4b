import { CraftError } from '../../errors.ts';
import { axisLength, formatShape } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { slice } from './slice.ts';

/**
 * Cuts an axis (default the first) into pieces of `size`, the last one maybe smaller, or into pieces of
 * the given sizes, which must add up to its length. Copies; any dtype. Throws `shape.split`.
 */
export function split(x: Tensor, size: number | readonly number[], axis = 0): Tensor[] {
  const length = axisLength(x.shape, axis);
  const sizes = typeof size === 'number' ? evenly(length, size) : size;
  const whole = sizes.every((one) => Number.isInteger(one) && one >= 0);
  if (!whole || sizes.reduce((sum, one) => sum + one, 0) !== length) {
    throw new CraftError(
      'shape.split',
      `split: expected sizes that add up to the ${length} positions of axis ${axis} of ${formatShape(x.shape)} but received ${JSON.stringify(size)}`,
    );
  }
  let start = 0;
  return sizes.map((one) => slice(x, axis, start, (start += one)));
}

/** 7 by 3 → [3, 3, 1]; nothing where the size is no positive whole number. */
function evenly(length: number, size: number): number[] {
  if (!Number.isInteger(size) || size < 1) return [];
  return Array.from({ length: Math.ceil(length / size) }, (_, i) => Math.min(size, length - i * size));
}
