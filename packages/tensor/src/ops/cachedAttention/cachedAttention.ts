import { CraftError } from '../../errors.ts';
import { formatShape } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { noDropout } from '../attention/attentionDropout.ts';
import { attentionForwardKernels, forwardBlock } from '../attention/attentionForward.ts';
import { maskOf, maskValues } from '../attention/attentionMask.ts';
import { checkHeadDim, checkHeads } from '../attention/checkHeads.ts';
import { applyOp, defineOp, expectDType, input, launch, type TensorSpec } from '../op.ts';

interface CachedAttentionAttributes {
  readonly nHeads: number;
  readonly nKvHeads: number;
  readonly length: number;
  readonly window: number | null;
  readonly scale: number | undefined;
}

function sizes(specs: readonly TensorSpec[], { nHeads, nKvHeads, length }: CachedAttentionAttributes) {
  const [q, k, v] = [input(specs, 0), input(specs, 1), input(specs, 2)];
  for (const spec of [q, k, v]) expectDType('cachedAttention', 'q, k and v', spec, 'f32');
  checkHeads('cachedAttention', nHeads, nKvHeads);
  const [batch = 0, queries = 0, width = 0] = q.shape;
  const headDim = width / nHeads;
  const kvRow = nKvHeads * headDim;
  const capacity = k.shape[1] ?? 0;
  const fits =
    [q, k, v].every(({ shape }) => shape.length === 3 && shape[0] === batch) &&
    Number.isInteger(headDim) &&
    [k, v].every(({ shape }) => shape[1] === capacity && shape[2] === kvRow);
  if (!fits) {
    throw new CraftError(
      'attention.shape',
      `cachedAttention: expected q [B, T, ${nHeads}·D] and caches [B, Tmax, ${nKvHeads}·D] but received ${[q, k, v].map(({ shape }) => formatShape(shape)).join(', ')}`,
    );
  }
  checkHeadDim('cachedAttention', headDim);
  if (!Number.isInteger(length) || length < queries || length > capacity) {
    throw new CraftError(
      'attention.cache',
      `cachedAttention: expected a length from ${queries} (the new tokens) to ${capacity} (the cache) but received ${length}`,
    );
  }
  return { batch, queries, width, headDim, kvRow, capacity };
}

export const cachedAttentionOp = defineOp<CachedAttentionAttributes>({
  name: 'cachedAttention',
  kernels: [attentionForwardKernels.f32],
  outputs: (specs, attributes) => {
    const { batch, queries, width } = sizes(specs, attributes);
    return [
      { shape: [batch, queries, width], dtype: 'f32' },
      { shape: [batch, attributes.nHeads, queries], dtype: 'f32' },
    ];
  },
  forward: ({ inputs, outputs, attributes }) => {
    const { batch, queries, width, headDim, kvRow, capacity } = sizes(inputs, attributes);
    const { nHeads, nKvHeads, length, window, scale } = attributes;
    const { mask } = maskOf('cachedAttention', { window }, length - queries);
    if (batch * queries * width === 0) return;
    const q = input(inputs, 0);
    launch(attentionForwardKernels.f32, [...inputs, q, q], outputs, {
      heads: nHeads,
      kvHeads: nKvHeads,
      headDim,
      queries,
      keys: length,
      qRow: width,
      qBatch: queries * width,
      kOffset: 0,
      vOffset: 0,
      kvRow,
      kvBatch: capacity * kvRow,
      batch,
      scale: scale ?? 1 / Math.sqrt(headDim),
      ...maskValues(mask, undefined),
      queryBlock: forwardBlock(batch * nHeads, queries),
      ...noDropout,
    });
  },
  backward: { none: 'it is for generation, where nothing is trained' },
  flops: (specs, attributes) => {
    const { batch, queries, width } = sizes(specs, attributes);
    return 4 * batch * queries * width * attributes.length;
  },
});

export interface CachedAttentionOptions {
  /** Query heads H. */
  readonly nHeads: number;
  /** Key/value heads Hkv, each shared by H/Hkv query heads; default H. */
  readonly nKvHeads?: number;
  /** Filled positions of the cache, the new tokens' own included. */
  readonly length: number;
  /** How many positions back a token sees, its own included; default all. */
  readonly window?: number | null;
  /** Factor on the scores; default 1/√D. */
  readonly scale?: number;
}

/**
 * Causal attention of the newest T tokens over a key/value cache: q [B, T, H·D], kCache and vCache
 * [B, Tmax, Hkv·D] whose first `length` positions are filled → [B, T, H·D]. Forward only. Throws
 * `attention.shape`, `attention.heads`, `attention.headDim`, `attention.window` and `attention.cache`.
 */
export function cachedAttention(
  q: Tensor,
  kCache: Tensor,
  vCache: Tensor,
  options: CachedAttentionOptions,
): Tensor {
  const { nHeads, nKvHeads = nHeads, length, window = null, scale } = options;
  const attributes = { nHeads, nKvHeads, length, window, scale };
  const [out, lse] = applyOp(cachedAttentionOp, [q, kCache, vCache], attributes);
  if (out && !out.node) lse?.dispose();
  return out as Tensor;
}
