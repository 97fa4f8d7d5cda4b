import type { Tensor } from '../../tensor.ts';
import { reshape } from '../reshape/reshape.ts';
import { slice } from '../slice/slice.ts';

/** [B, T, H] → [B, H] at T − 1. */
export function lastStep(x: Tensor): Tensor {
  const [batch = 0, steps = 0, hidden = 0] = x.shape;
  return reshape(slice(x, 1, steps - 1, steps), [batch, hidden]);
}
