import { CraftError } from '../../errors.ts';
import { formatShape } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { concat } from '../concat/concat.ts';
import { expand } from '../expand/expand.ts';
import { flip } from '../flip/flip.ts';
import { slice } from '../slice/slice.ts';

/** Pads by what is already there, axis by axis: its neighbours mirrored at the edge, or the edge again. */
export function padByCopies(
  x: Tensor,
  before: readonly number[],
  after: readonly number[],
  mode: 'reflect' | 'replicate',
): Tensor {
  let padded = x;
  x.shape.forEach((length, axis) => {
    const [left, right] = [before[axis] ?? 0, after[axis] ?? 0];
    if (left === 0 && right === 0) return;
    // A mirror does not repeat the edge itself.
    const most = mode === 'reflect' ? length - 1 : length > 0 ? Infinity : 0;
    if (left > most || right > most) {
      throw new CraftError(
        'shape.pad',
        `pad: expected at most ${Math.max(0, most)} positions to ${mode} at axis ${axis} of ${formatShape(x.shape)} but received ${left} and ${right}`,
      );
    }
    const current = padded;
    const edge = (at: number, count: number): Tensor =>
      expand(
        slice(current, axis, at, at + 1),
        current.shape.map((one, i) => (i === axis ? count : one)),
      );
    const parts =
      mode === 'reflect'
        ? [
            flip(slice(current, axis, 1, left + 1), axis),
            flip(slice(current, axis, length - 1 - right, length - 1), axis),
          ]
        : [edge(0, left), edge(length - 1, right)];
    const [first, last] = parts;
    padded = concat(
      [...(left > 0 && first ? [first] : []), current, ...(right > 0 && last ? [last] : [])],
      axis,
    );
  });
  return padded;
}
