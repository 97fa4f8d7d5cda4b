interface AttentionSizes {
  readonly batch: number;
  readonly queries: number;
  readonly keys: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly causal: boolean;
  readonly scale?: number;
  /** Position of the first query among the keys; default keys − queries. */
  readonly offset?: number;
  readonly window?: number;
  /** Added to a scaled score; −infinity hides the key. */
  readonly bias?: (b: number, head: number, query: number, key: number) => number;
  /** Document of a key. */
  readonly documents?: (b: number, key: number) => number;
}

/** Where element (b, token, head, d) of an operand lies. */
type Position = (b: number, token: number, head: number, d: number) => number;

/** An operand of attention: its values and how they are laid out. */
export type Operand = readonly [values: Float64Array, at: Position];

/**
 * softmax(scale·q·kᵀ + bias)·v head by head, [B, T, H·D]; `keep` is a factor on each weight. A query that
 * sees no key gives zeros.
 */
export function attentionReference(
  [q, atQ]: Operand,
  [k, atK]: Operand,
  [v, atV]: Operand,
  sizes: AttentionSizes,
  keep: (b: number, head: number, query: number, key: number) => number = () => 1,
): Float64Array {
  const { batch, queries, keys, heads, kvHeads, headDim, causal, scale = 1 / Math.sqrt(headDim) } = sizes;
  const { offset = keys - queries, window = Infinity, bias = () => 0, documents = () => 0 } = sizes;
  const out = new Float64Array(batch * queries * heads * headDim);
  const weights = new Float64Array(keys);
  for (let b = 0; b < batch; b++) {
    for (let h = 0; h < heads; h++) {
      const shared = Math.floor((h * kvHeads) / heads);
      for (let i = 0; i < queries; i++) {
        const own = offset + i;
        let most = -Infinity;
        for (let j = 0; j < keys; j++) {
          const [x, y] = [atQ(b, i, h, 0), atK(b, j, shared, 0)];
          let score = 0;
          for (let d = 0; d < headDim; d++) score += (q[x + d] ?? NaN) * (k[y + d] ?? NaN);
          const away = own - j;
          const seen =
            (!causal || away >= 0) && Math.abs(away) < window && documents(b, j) === documents(b, own);
          weights[j] = seen ? score * scale + bias(b, h, i, j) : -Infinity;
          most = Math.max(most, weights[j] ?? NaN);
        }
        if (most === -Infinity) continue;
        let total = 0;
        for (let j = 0; j < keys; j++) {
          const weight = Math.exp((weights[j] ?? NaN) - most);
          total += weight;
          weights[j] = weight * keep(b, h, i, j);
        }
        const to = ((b * queries + i) * heads + h) * headDim;
        for (let j = 0; j < keys; j++) {
          const from = atV(b, j, shared, 0);
          const weight = (weights[j] ?? NaN) / total;
          for (let d = 0; d < headDim; d++) out[to + d] = (out[to + d] ?? 0) + weight * (v[from + d] ?? NaN);
        }
      }
    }
  }
  return out;
}

/** Position in [B, tokens, heads·D], or in a part of longer rows that starts at `offset`. */
export function headPosition(tokens: number, row: number, headDim: number, offset = 0): Position {
  return (b, token, head, d) => (b * tokens + token) * row + offset + head * headDim + d;
}
