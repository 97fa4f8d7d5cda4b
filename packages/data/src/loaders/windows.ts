import { CraftError } from '@craft/config';
import type { TokenSource } from '../shards/tokenSource.ts';
import type { TokenBatch } from './loader.ts';

/**
 * Reads windows of a sequence as a batch: row r holds the tokens from starts[r] on, its targets the same shifted by one.
 *
 * @param starts positions of the rows
 * @param length tokens in a row; one more is read, for the last target
 */
export function readWindows(
  source: TokenSource,
  starts: readonly number[],
  length: number,
  index: number,
): TokenBatch {
  const batchSize = starts.length;
  const inputs = new Int32Array(batchSize * length);
  const targets = new Int32Array(batchSize * length);
  starts.forEach((start, row) => {
    const tokens = source.read(start, length + 1);
    inputs.set(tokens.subarray(0, length), row * length);
    targets.set(tokens.subarray(1), row * length);
  });
  return { inputs, targets, batchSize, length, index };
}

/** @throws CraftError `data.too-short` when a sequence has fewer than `needed` tokens */
export function checkSourceLength(source: TokenSource, needed: number): void {
  if (source.length >= needed) return;
  throw new CraftError(`loader: expected at least ${needed} tokens but received ${source.length}`, {
    code: 'data.too-short',
    hint: 'Use a longer text or a shorter model.contextLength.',
  });
}
