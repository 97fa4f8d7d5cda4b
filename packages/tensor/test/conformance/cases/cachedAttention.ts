import { cachedAttention } from '../../../src/index.ts';
import { attentionReference, headPosition } from '../attentionReference.ts';
import type { ConformanceCase } from '../conformanceCase.ts';

interface Sizes {
  readonly batch: number;
  /** New tokens, the last of `length` in a cache of `capacity`. */
  readonly queries: number;
  readonly length: number;
  readonly capacity: number;
  readonly heads: number;
  readonly kvHeads?: number;
  readonly headDim: number;
}

function cachedCase(all: Sizes): ConformanceCase {
  const { batch, queries, length, capacity, heads, kvHeads = heads, headDim } = all;
  const sizes = { batch, queries, keys: length, heads, kvHeads, headDim, causal: true };
  const atQ = headPosition(queries, heads * headDim, headDim);
  const atCache = headPosition(capacity, kvHeads * headDim, headDim);
  return {
    op: 'cachedAttention',
    name: `${queries} new of ${length} in ${batch}x${capacity}, ${heads} heads of ${headDim}, ${kvHeads} for keys`,
    inputs: [
      { shape: [batch, queries, heads * headDim] },
      { shape: [batch, capacity, kvHeads * headDim] },
      { shape: [batch, capacity, kvHeads * headDim] },
    ],
    run: ([q, k, v]) => cachedAttention(q, k, v, { nHeads: heads, nKvHeads: kvHeads, length }),
    reference: ([q, k, v]) => attentionReference([q, atQ], [k, atCache], [v, atCache], sizes),
    shape: [batch, queries, heads * headDim],
    gradients: 'none',
    tolerance: { absolute: 4e-6, relative: 4e-6 },
    oneKernel: headDim > 16 && headDim <= 64, // see cases/attention.ts
  };
}

export const cases: readonly ConformanceCase[] = [
  // The first token, the next one, a prompt, a later piece, a full cache.
  cachedCase({ batch: 1, queries: 1, length: 1, capacity: 8, heads: 2, headDim: 4 }),
  cachedCase({ batch: 2, queries: 1, length: 6, capacity: 8, heads: 2, headDim: 4 }),
  cachedCase({ batch: 2, queries: 5, length: 5, capacity: 8, heads: 3, headDim: 5 }),
  cachedCase({ batch: 2, queries: 3, length: 7, capacity: 9, heads: 4, kvHeads: 2, headDim: 4 }),
  cachedCase({ batch: 2, queries: 2, length: 8, capacity: 8, heads: 4, kvHeads: 1, headDim: 5 }),
  cachedCase({ batch: 1, queries: 70, length: 133, capacity: 140, heads: 2, headDim: 8 }),
  cachedCase({ batch: 1, queries: 1, length: 300, capacity: 301, heads: 2, headDim: 33 }),
  cachedCase({ batch: 9, queries: 513, length: 520, capacity: 521, heads: 4, kvHeads: 2, headDim: 1 }),
  cachedCase({ batch: 2, queries: 0, length: 3, capacity: 4, heads: 2, headDim: 4 }),
];
