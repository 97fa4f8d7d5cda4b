/**
 * Where training batches come from, one for each step. A structural type: whatever hands out batches and can
 * say where it is will do.
 */
export interface Loader<Batch> {
  /** The batch of the next step; null where there is none any more. */
  next(): Promise<Batch | null>;
  /** Where it is in the data, as JSON: `load` of it gives the same batches from here on. */
  state(): unknown;
  load(state: unknown): void;
  /** How many batches one pass over the data has, on average; for durations in epochs. */
  readonly batchesPerEpoch: number;
  /** Tokens (or examples) in each batch; for durations in tokens. */
  readonly tokensPerBatch: number;
}
