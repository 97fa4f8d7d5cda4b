import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isCraftError, type Component } from '@craft/config';
import type { OpenCorpus, TextCorpus } from '../corpora/corpus.ts';
import { dataComponents } from '../corpora/dataComponents.ts';
import type { TokenizerBuilder } from '../tokenizers/tokenizer.ts';
import { tokenizerComponents } from '../tokenizers/tokenizerComponents.ts';
import { checkLength } from './checkLength.ts';
import { createFromConfig } from './createFromConfig.ts';
import { makeFolder, writeAtomically } from './datasetFolder.ts';
import { fillDataset } from './fillDataset.ts';
import { openDataset, type PreparedDataset } from './openDataset.ts';
import type { OnPrepareProgress, PrepareProgress } from './progress.ts';
import { scanCorpus } from './scanCorpus.ts';
import type { Splits } from './splits.ts';

/** Part of every fingerprint: raised when the same text and settings come to give other files. */
const FORMAT = 1;
/** Datasets up to this size are compared with their hashes each time that they are found. */
const VERIFY_BYTES = 64 * 2 ** 20;

/** What `prepareDataset` is to make: the parts `data` and `tokenizer` of a config. */
export interface DatasetConfig {
  readonly data: { readonly type: string; readonly [option: string]: unknown };
  readonly tokenizer: { readonly type: string; readonly [option: string]: unknown };
}

/** How `prepareDataset` goes about it. */
export interface PrepareOptions {
  /** Where prepared datasets are kept, each in a folder named by its fingerprint. */
  readonly cacheDir: string;
  /** When given, splits that are too short for it are an error. */
  readonly contextLength?: number | undefined;
  readonly onProgress?: OnPrepareProgress | undefined;
  /** Stops the work; what was begun is removed. */
  readonly signal?: AbortSignal | undefined;
  /** More sources and tokenizers than the package's own. */
  readonly components?: readonly Component[] | undefined;
  /** The most tokens that one shard holds; as many as its header can count where not given. */
  readonly maxShardTokens?: number | undefined;
}

/**
 * Turns a corpus into tokens on the disk, or finds them there. The text is read once to know its characters and its hash, and
 * once more to write the shards of its splits; memory does not grow with it. The folder appears under its final name when it
 * is complete. A damaged one is made again, which `onProgress` is told as stage `repair`.
 *
 * The hash of the text decides what is found, not the name of its file. Files that have not changed since are not even read.
 *
 * @throws CraftError for text that cannot be read or is too short (see `findTextFiles`, `decodeText`, `checkLength`),
 * `data.invalid-settings`, `data.changed-source`, `data.cache-not-writable`
 */
export async function prepareDataset(
  config: DatasetConfig,
  options: PrepareOptions,
): Promise<PreparedDataset> {
  const components = [...dataComponents, ...tokenizerComponents, ...(options.components ?? [])];
  const data = createFromConfig(components, 'data', config.data);
  const tokenizer = createFromConfig(components, 'tokenizer', config.tokenizer);
  const corpus = data.instance as TextCorpus;
  const builder = tokenizer.instance as TokenizerBuilder;
  const shares = (data.options as { splits: Splits }).splits;
  const cache = new DatasetCache(resolve(options.cacheDir), [
    FORMAT,
    corpus.type,
    shares,
    config.tokenizer.type,
    tokenizer.options,
  ]);
  const report = (progress: PrepareProgress): void => {
    options.signal?.throwIfAborted();
    options.onProgress?.(progress);
  };

  const open = await corpus.open();
  let dataset = await cache.findByStamp(open, report);
  if (!dataset) {
    const { size: total, unit } = open;
    const facts = await scanCorpus(
      open,
      (text) => builder.observe(text),
      (done) => report({ stage: 'scan', done, total, unit, message: 'reading the text' }),
    );
    const fingerprint = cache.fingerprint(facts.sha256);
    dataset = await cache.find(fingerprint, report);
    if (!dataset) {
      const filling = { corpus, open, facts, tokenizer: builder.build(), shares, fingerprint, report };
      const { maxShardTokens } = options;
      await makeFolder(
        cache.folder(fingerprint),
        (folder) => fillDataset(folder, { ...filling, maxShardTokens }),
        async () => (await cache.find(fingerprint, report)) !== null,
      );
      dataset = await openDataset(cache.folder(fingerprint));
    }
    await cache.rememberStamp(open, fingerprint);
  }
  if (options.contextLength !== undefined) checkLength(dataset.manifest, options.contextLength);
  return dataset;
}

/** The folders that datasets are kept in, and how to find the one for a text. */
class DatasetCache {
  readonly #dir: string;
  readonly #settings: readonly unknown[];

  /** @param settings all that decides, besides the text, what the files hold */
  constructor(dir: string, settings: readonly unknown[]) {
    this.#dir = dir;
    this.#settings = settings;
  }

  fingerprint(textHash: string): string {
    return digest([...this.#settings, textHash]);
  }

  folder(fingerprint: string): string {
    return join(this.#dir, fingerprint);
  }

  /** The dataset with this fingerprint; null when there is none, or one that is damaged. */
  async find(fingerprint: string, report: OnPrepareProgress): Promise<PreparedDataset | null> {
    try {
      const dataset = await openDataset(this.folder(fingerprint));
      if (dataset.bytes <= VERIFY_BYTES) await dataset.verify();
      return dataset;
    } catch (error) {
      if (!isCraftError(error) || !error.code.startsWith('data.')) throw error;
      if (error.code !== 'data.missing-dataset') {
        const message = `preparing the data again: ${error.message}`;
        report({ stage: 'repair', done: 0, total: 0, unit: 'bytes', message });
      }
      return null;
    }
  }

  /** The dataset that was last made from files of these sizes and times, or these settings. */
  async findByStamp(open: OpenCorpus, report: OnPrepareProgress): Promise<PreparedDataset | null> {
    if (open.stamp === null) return null;
    const fingerprint = await readFile(this.#stampFile(open.stamp), 'utf8').catch(() => '');
    return /^[0-9a-f]{32}$/.test(fingerprint) ? this.find(fingerprint, report) : null;
  }

  async rememberStamp(open: OpenCorpus, fingerprint: string): Promise<void> {
    if (open.stamp === null) return;
    await mkdir(join(this.#dir, 'stamps'), { recursive: true });
    await writeAtomically(this.#stampFile(open.stamp), fingerprint);
  }

  #stampFile(stamp: string): string {
    return join(this.#dir, 'stamps', digest([...this.#settings, stamp]));
  }
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
}
