import { normalizeAxis } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { permute } from './permute.ts';

/** Swaps two axes, by default the last two. A copy; any dtype. Throws `shape.axis`. */
export function transpose(x: Tensor, a = -2, b = -1): Tensor {
  const axes = x.shape.map((_, axis) => axis);
  const [first, second] = [normalizeAxis('transpose', a, x.rank), normalizeAxis('transpose', b, x.rank)];
  axes[first] = second;
  axes[second] = first;
  return permute(x, axes);
}
