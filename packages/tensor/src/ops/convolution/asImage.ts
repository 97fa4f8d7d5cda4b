import { CraftError } from '../../errors.ts';
import { formatShape } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { reshape } from '../reshape/reshape.ts';

/** [B, C, L] → [B, C, 1, L]. */
export function asImage(x: Tensor): Tensor {
  return reshape(x, [...x.shape.slice(0, -1), 1, ...x.shape.slice(-1)]);
}

/** [B, C, 1, L] → [B, C, L]. */
export function asSequence(x: Tensor): Tensor {
  return reshape(x, [...x.shape.slice(0, -2), ...x.shape.slice(-1)]);
}

/** Throws `conv.rank` or, without a weight, `pool.rank` unless x and the weight have three axes. */
export function expectSequence(op: string, x: Tensor, weight?: Tensor): void {
  if (x.rank === 3 && (weight?.rank ?? 3) === 3) return;
  throw new CraftError(
    weight ? 'conv.rank' : 'pool.rank',
    `${op}: expected x [B, C, L]${weight ? ' and a weight of three axes' : ''} but received ${formatShape(x.shape)}` +
      (weight ? ` and ${formatShape(weight.shape)}` : ''),
  );
}
