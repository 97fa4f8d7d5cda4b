import { CraftError } from '../../errors.ts';
import { formatShape, sizeOf } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { reshape } from '../reshape/reshape.ts';
import { expand } from './expand.ts';

/**
 * The whole tensor again and again along each axis: `x.repeat(2, 3)` makes [A, B] into [2·A, 3·B]; more numbers
 * than axes make new leading ones. A copy; any dtype. Throws `shape.repeat`.
 */
export function repeat(x: Tensor, ...repeats: number[] | [readonly number[]]): Tensor {
  const counts = repeats.flat();
  if (counts.length < x.rank || !counts.every((one) => Number.isInteger(one) && one >= 0)) {
    throw new CraftError(
      'shape.repeat',
      `repeat: expected a non-negative whole number for each of the ${x.rank} axes of ${formatShape(x.shape)} or more but received ${formatShape(counts)}`,
    );
  }
  const lead = counts.length - x.rank;
  const shape = counts.map((_, axis) => (axis < lead ? 1 : (x.shape[axis - lead] ?? 1)));
  let repeated = reshape(x, shape);
  counts.forEach((count, axis) => {
    if (count === 1) return;
    const outer = sizeOf(shape.slice(0, axis));
    const inner = sizeOf(shape.slice(axis));
    const copies = expand(reshape(repeated, [outer, 1, inner]), [outer, count, inner]);
    shape[axis] = (shape[axis] ?? 1) * count;
    repeated = reshape(copies, [...shape]);
  });
  return repeated;
}
