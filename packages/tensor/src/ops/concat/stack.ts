import { CraftError } from '../../errors.ts';
import { formatShape, normalizeAxis, sameShape } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { reshape } from '../reshape/reshape.ts';
import { concat } from './concat.ts';

/**
 * Joins tensors of one shape along a new axis (default the first): n of [A, B] give [n, A, B]. A copy; any
 * dtype. Throws `shape.stack` where shapes differ.
 */
export function stack(tensors: readonly Tensor[], axis = 0): Tensor {
  const first = tensors[0];
  if (!first) throw new CraftError('shape.stack', 'stack: expected at least one tensor but received none');
  const at = normalizeAxis('stack', axis, first.rank + 1);
  const shape = [...first.shape.slice(0, at), 1, ...first.shape.slice(at)];
  return concat(
    tensors.map((one) => {
      if (sameShape(one.shape, first.shape)) return reshape(one, shape);
      throw new CraftError(
        'shape.stack',
        `stack: expected tensors of one shape but received ${formatShape(first.shape)} and ${formatShape(one.shape)}`,
      );
    }),
    at,
  );
}
