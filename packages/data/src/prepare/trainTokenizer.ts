import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { CraftError, type Component } from '@craft/config';
import type { TextCorpus } from '../corpora/corpus.ts';
import { dataComponents } from '../corpora/dataComponents.ts';
import { trainBytePairs, type BytePairOptions } from '../tokenizers/bpe/bytePairBuilder.ts';
import type { BytePairTokenizer } from '../tokenizers/bpe/bytePairTokenizer.ts';
import { countWords } from '../workers/countWords.ts';
import { createFromConfig } from './createFromConfig.ts';
import { writeAtomically } from './datasetFolder.ts';
import type { DatasetConfig } from './prepareDataset.ts';
import type { OnPrepareProgress } from './progress.ts';
import { tokenizerComponents } from './tokenizerComponents.ts';

/** How `trainTokenizer` goes about it. */
export interface TrainTokenizerOptions {
  /** The folder that `tokenizer.json` is written to; made where it does not exist. Not written where not given. */
  readonly folder?: string | undefined;
  /** Threads that count; default: one for each processor. */
  readonly workers?: number | undefined;
  readonly onProgress?: OnPrepareProgress | undefined;
  readonly signal?: AbortSignal | undefined;
  /** More sources than the package's own. */
  readonly components?: readonly Component[] | undefined;
}

/** A tokenizer and what it was trained on. */
export interface TrainedTokenizer {
  readonly tokenizer: BytePairTokenizer;
  /** The file that was written; absent where no folder was given. */
  readonly file?: string;
  /** Different pieces, and all pieces, of the corpus. */
  readonly words: number;
  readonly pieces: number;
}

/**
 * Trains a byte-level BPE tokenizer on a corpus of any size and writes the `tokenizer.json` that Hugging Face's libraries load.
 * The text is read once, its pieces are counted in workers, and memory grows with the number of different pieces alone. The
 * merges depend on text and settings, not on the number of workers.
 *
 * @throws CraftError for text that cannot be read, `data.invalid-settings`, `data.not-writable`
 */
export async function trainTokenizer(
  config: DatasetConfig,
  options: TrainTokenizerOptions = {},
): Promise<TrainedTokenizer> {
  const { folder, workers, signal, onProgress } = options;
  if (config.tokenizer.type !== 'bpe') {
    throw new CraftError(
      `tokenizer.type: expected bpe, which is trained, but received ${config.tokenizer.type}`,
      { code: 'data.invalid-settings', hint: 'Leave tokenizer.type out: bpe is the default here.' },
    );
  }
  const components = [...dataComponents, ...tokenizerComponents, ...(options.components ?? [])];
  const corpus = createFromConfig(components, 'data', config.data).instance as TextCorpus;
  const settings = createFromConfig(components, 'tokenizer', config.tokenizer).options as BytePairOptions;
  if (folder !== undefined) await makeWritable(folder);
  const open = await corpus.open({ signal });
  const { size: total, unit } = open;
  const counts = await countWords(open.chunks(), total, {
    pattern: settings.pattern,
    byLine: settings.sequence === 'line',
    workers,
    signal,
    onSize: (done) => onProgress?.({ stage: 'scan', done, total, unit, message: 'counting words' }),
  });
  const tokenizer = await trainBytePairs(counts, settings, async (tokens) => {
    signal?.throwIfAborted();
    const { vocabSize } = settings;
    onProgress?.({ stage: 'train', done: tokens, total: vocabSize, unit: 'tokens', message: 'merging' });
    await setImmediate();
  });
  const found = {
    tokenizer,
    words: counts.counts.length,
    pieces: counts.counts.reduce((sum, count) => sum + count, 0),
  };
  if (folder === undefined) return found;
  const file = join(resolve(folder), 'tokenizer.json');
  try {
    await writeAtomically(file, `${JSON.stringify(tokenizer.toJSON(), null, 1)}\n`);
  } catch (cause) {
    throw notWritable(folder, cause);
  }
  return { ...found, file };
}

/** Before hours of work, not after them. */
async function makeWritable(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw notWritable(folder, cause);
  }
}

function notWritable(folder: string, cause: unknown): CraftError {
  const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  return new CraftError(
    `${resolve(folder)}: expected a folder that can be written to but received ${reason}`,
    { code: 'data.not-writable', hint: 'Free some space, or choose a folder that you may write to.', cause },
  );
}
