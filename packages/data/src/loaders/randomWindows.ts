import { permutation } from '../random/permutation.ts';
import { philox } from '../random/philox.ts';
import { RandomPurpose, toUnit, toWords } from '../random/randomStream.ts';
import type { TokenSource } from '../shards/tokenSource.ts';
import { checkPositive, makeLoader, type Loader, type TokenBatch } from './loader.ts';
import { checkSourceLength, readWindows } from './windows.ts';

/** Options of `randomWindows`. */
export interface RandomWindowsOptions {
  readonly source: TokenSource;
  /** Tokens in a row. */
  readonly contextLength: number;
  /** Rows in a batch. */
  readonly batchSize: number;
  /** Non-negative integer below 2^53. */
  readonly seed: number;
  /**
   * `shuffled`: each epoch cuts the text into windows side by side, from a place of its own within the first window, and gives
   * each of them once, in its own order; what is left over at the ends is seen in other epochs. `random` (as nanoGPT's
   * `get_batch`): each window starts anywhere, independently, so that an epoch's worth of them leaves out a third of the text.
   * Default: `random`.
   */
  readonly order?: 'random' | 'shuffled';
}

/**
 * Endless batches of windows for training. Which window sample number n is depends on seed and n alone, so the position is one
 * number, and neither the batch size nor a restart changes the order of the samples.
 *
 * @throws CraftError `data.too-short` when the source has no whole window, `data.loader-options`
 */
export function randomWindows(options: RandomWindowsOptions): Loader<TokenBatch> {
  const { source, contextLength, batchSize, seed, order = 'random' } = options;
  checkPositive({ contextLength, batchSize });
  checkSourceLength(source, contextLength + 1);
  const windows =
    order === 'random'
      ? windowsIn(source.length, contextLength)
      : shiftedWindows(source.length, contextLength);
  const startOf =
    order === 'random'
      ? randomStarts(seed, source.length - contextLength)
      : shuffledStarts(seed, windows, contextLength, source.length);
  return makeLoader({
    kind: `randomWindows:${order}`,
    samples: Infinity,
    batchesPerEpoch: Math.ceil(windows / batchSize),
    tokensPerBatch: batchSize * contextLength,
    batchAt(cursor) {
      const starts = Array.from({ length: batchSize }, (_, row) => startOf(cursor + row));
      const batch = readWindows(source, starts, contextLength, Math.floor(cursor / batchSize));
      return { batch, samples: batchSize };
    },
  });
}

/** Start of sample n, uniform in 0 … count-1. */
function randomStarts(seed: number, count: number): (sample: number) => number {
  const key = toWords(seed);
  return (sample) => {
    const [low, high] = philox([0, ...toWords(sample), RandomPurpose.windows], key);
    return Math.floor(toUnit(low, high) * count);
  };
}

/** Whole windows side by side, each with one token more for its last target. */
function windowsIn(tokens: number, contextLength: number): number {
  return Math.floor((tokens - 1) / contextLength);
}

/** Windows that fit wherever within the first one an epoch begins; a text of a single window is not shifted. */
function shiftedWindows(tokens: number, contextLength: number): number {
  return Math.max(1, windowsIn(tokens - contextLength + 1, contextLength));
}

/** Start of sample n, where each run of `windows` samples is a permutation of all windows of an epoch. */
function shuffledStarts(
  seed: number,
  windows: number,
  contextLength: number,
  tokens: number,
): (sample: number) => number {
  const room = Math.min(contextLength, tokens - windows * contextLength);
  const shiftOf = randomStarts(seed, room);
  let epoch = -1;
  let shift = 0;
  let order = (position: number): number => position;
  return (sample) => {
    const sampleEpoch = Math.floor(sample / windows);
    if (sampleEpoch !== epoch) {
      epoch = sampleEpoch;
      shift = shiftOf(epoch);
      order = permutation(windows, seed, epoch);
    }
    return shift + order(sample % windows) * contextLength;
  };
}
