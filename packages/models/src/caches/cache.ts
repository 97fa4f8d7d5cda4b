/**
 * What a causal model keeps of the positions it has seen, so that the next one costs one position: keys and
 * values, a recurrent state, or a mix. Only the family that made it looks inside.
 */
export interface Cache {
  /** Sequences it was made for. */
  readonly batch: number;
  /** Positions it has room for; Infinity where its size does not depend on them. */
  readonly maxLength: number;
  /** Positions it holds. */
  readonly length: number;
  /** Forgets all positions, keeps the memory. */
  reset(): void;
  /** Frees the memory. */
  dispose(): void;
}
