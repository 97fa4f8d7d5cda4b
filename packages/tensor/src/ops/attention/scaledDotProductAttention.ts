import { CraftError } from '../../errors.ts';
import { formatShape } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { concat } from '../concat/concat.ts';
import { reshape } from '../reshape/reshape.ts';
import { attention, type AttentionOptions } from './attention.ts';

/**
 * softmax(scale·q·kᵀ)·v per head: q [B, T, H, D], k and v [B, T, Hkv, D] → [B, T, H, D], where each
 * key/value head serves H/Hkv query heads. Packs the three and calls `attention`, so queries and keys are
 * of one sequence. Throws `attention.shape` and what `attention` throws.
 */
export function scaledDotProductAttention(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  options: Pick<AttentionOptions, 'causal' | 'scale' | 'dropout'> = {},
): Tensor {
  const [batch = 0, tokens = 0, nHeads = 0, headDim = 0] = q.shape;
  const nKvHeads = k.shape[2] ?? 0;
  const expected = [batch, tokens, nKvHeads, headDim];
  const fits =
    q.rank === 4 &&
    [k, v].every(
      ({ shape }) => shape.length === 4 && shape.every((length, axis) => length === expected[axis]),
    );
  if (!fits) {
    throw new CraftError(
      'attention.shape',
      `scaledDotProductAttention: expected q [B, T, H, D] and k, v [B, T, Hkv, D] but received ${[q, k, v].map(({ shape }) => formatShape(shape)).join(', ')}`,
    );
  }
  const flat = [q, k, v].map((x) => reshape(x, [batch, tokens, (x.shape[2] ?? 0) * headDim]));
  const out = attention(concat(flat, 2), { nHeads, nKvHeads, ...options });
  return reshape(out, [batch, tokens, nHeads, headDim]);
}
