import type { TokenSource } from '../shards/tokenSource.ts';
import { checkPositive, makeLoader, type Loader, type TokenBatch } from './loader.ts';
import { checkSourceLength, readWindows } from './windows.ts';

/** Options of `sequentialWindows`. */
export interface SequentialWindowsOptions {
  readonly source: TokenSource;
  /** Tokens in a row. */
  readonly contextLength: number;
  /** Rows in a batch. */
  readonly batchSize: number;
  /** Stop after this many batches; all of them where not given. */
  readonly maxBatches?: number | null | undefined;
}

/**
 * One pass over a sequence for evaluation: windows side by side, so that each token but the first is a target exactly once.
 * Rows of a batch have the same length; the last window is a batch of its own when it is shorter.
 *
 * @throws CraftError `data.too-short` when the source has fewer than two tokens, `data.loader-options`
 */
export function sequentialWindows(options: SequentialWindowsOptions): Loader<TokenBatch> {
  const { source, contextLength, batchSize, maxBatches } = options;
  checkPositive({ contextLength, batchSize, ...(maxBatches == null ? {} : { maxBatches }) });
  checkSourceLength(source, 2);
  const targets = source.length - 1;
  const whole = Math.floor(targets / contextLength);
  const rest = targets % contextLength;
  const wholeBatches = Math.ceil(whole / batchSize);
  const batches = Math.min(wholeBatches + (rest > 0 ? 1 : 0), maxBatches ?? Infinity);
  const windows = batches > wholeBatches ? whole + 1 : Math.min(batches * batchSize, whole);
  return makeLoader({
    kind: 'sequentialWindows',
    samples: windows,
    batchesPerEpoch: batches,
    tokensPerBatch: batchSize * contextLength,
    batchAt(cursor) {
      const rows = Math.min(batchSize, whole - cursor);
      const index = Math.ceil(cursor / batchSize);
      if (rows <= 0) return { batch: readWindows(source, [whole * contextLength], rest, index), samples: 1 };
      const starts = Array.from({ length: rows }, (_, row) => (cursor + row) * contextLength);
      return { batch: readWindows(source, starts, contextLength, index), samples: rows };
    },
  });
}
