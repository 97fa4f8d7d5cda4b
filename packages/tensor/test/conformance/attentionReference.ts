interface AttentionSizes {
  readonly batch: number;
  readonly queries: number;
  readonly keys: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly causal: boolean;
  readonly scale?: number;
}

/** Where element (b, token, head, d) of an operand lies. */
type Position = (b: number, token: number, head: number, d: number) => number;

/** An operand of attention: its values and how they are laid out. */
export type Operand = readonly [values: Float64Array, at: Position];

/**
 * softmax(scale·q·kᵀ)·v head by head, [B, T, H·D]; `keep` is a factor on each weight. A causal query i sees
 * the keys 0 … i + keys − queries.
 */
export function attentionReference(
  [q, atQ]: Operand,
  [k, atK]: Operand,
  [v, atV]: Operand,
  sizes: AttentionSizes,
  keep: (b: number, head: number, query: number, key: number) => number = () => 1,
): Float64Array {
  const { batch, queries, keys, heads, kvHeads, headDim, causal, scale = 1 / Math.sqrt(headDim) } = sizes;
  const out = new Float64Array(batch * queries * heads * headDim);
  const weights = new Float64Array(keys);
  for (let b = 0; b < batch; b++) {
    for (let h = 0; h < heads; h++) {
      const shared = Math.floor((h * kvHeads) / heads);
      for (let i = 0; i < queries; i++) {
        const seen = causal ? i + keys - queries + 1 : keys;
        let most = -Infinity;
        for (let j = 0; j < seen; j++) {
          const [x, y] = [atQ(b, i, h, 0), atK(b, j, shared, 0)];
          let score = 0;
          for (let d = 0; d < headDim; d++) score += (q[x + d] ?? NaN) * (k[y + d] ?? NaN);
          weights[j] = score * scale;
          most = Math.max(most, score * scale);
        }
        let total = 0;
        for (let j = 0; j < seen; j++) {
          const weight = Math.exp((weights[j] ?? NaN) - most);
          total += weight;
          weights[j] = weight * keep(b, h, i, j);
        }
        const to = ((b * queries + i) * heads + h) * headDim;
        for (let j = 0; j < seen; j++) {
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
