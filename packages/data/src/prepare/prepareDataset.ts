import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { isCraftError, type Component } from '@craft/config';
import * as v from 'valibot';
import type { OpenCorpus, TextCorpus } from '../corpora/corpus.ts';
import { dataComponents } from '../corpora/dataComponents.ts';
import type { TokenizerBuilder } from '../tokenizers/tokenizer.ts';
import { checkLength } from './checkLength.ts';
import { createFromConfig } from './createFromConfig.ts';
import { makeFolder, writeAtomically } from './datasetFolder.ts';
import { fillDataset } from './fillDataset.ts';
import { manifestSchema, sourceFileSchema, sourceOf, type Manifest } from './manifest.ts';
import { openDataset, type PreparedDataset } from './openDataset.ts';
import type { OnPrepareProgress, PrepareProgress } from './progress.ts';
import { scanCorpus } from './scanCorpus.ts';
import { defaultSplits, type Splits } from './splits.ts';
import { tokenizerComponents } from './tokenizerComponents.ts';

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
 * The hash of the text decides what is found, not the name of its file; `manifest.source` names the files that were given.
 * Files that have not changed since are not even read.
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
  // A corpus of a plugin may leave the division to us.
  const { splits: shares = defaultSplits } = data.options as { splits?: Splits };
  const cache = new DatasetCache(resolve(options.cacheDir), [
    FORMAT,
    corpus.type,
    shares,
    config.tokenizer.type,
    builder.identity ?? tokenizer.options,
  ]);
  const report = (progress: PrepareProgress): void => {
    options.signal?.throwIfAborted();
    options.onProgress?.(progress);
  };

  const open = await corpus.open({
    signal: options.signal,
    onLook: (done) =>
      options.onProgress?.({
        stage: 'find',
        done,
        total: 0,
        unit: 'names',
        message: `looking for text, ${done.toLocaleString('en-US')} names so far`,
      }),
  });
  let dataset = await cache.findByStamp(corpus, open, report);
  if (!dataset) {
    const { size: total, unit, files } = open;
    const what = files === undefined || files === 1 ? 'the text' : `${files.toLocaleString('en-US')} files`;
    const facts = await scanCorpus(open, builder, (done) =>
      report({ stage: 'scan', done, total, unit, message: `reading ${what}` }),
    );
    const fingerprint = cache.fingerprint(facts.sha256);
    dataset = await cache.find(fingerprint, report);
    if (!dataset) {
      const built = await builder.build(async (tokens) => {
        report({
          stage: 'train',
          done: tokens,
          total: 0,
          unit: 'tokens',
          message: `training the tokenizer, ${tokens.toLocaleString('en-US')} tokens so far`,
        });
        await setImmediate();
      });
      const filling = { corpus, open, facts, tokenizer: built, shares, fingerprint, report };
      const { maxShardTokens } = options;
      await makeFolder(
        cache.folder(fingerprint),
        (folder) => fillDataset(folder, { ...filling, maxShardTokens }),
        async () => (await cache.find(fingerprint, report)) !== null,
      );
      dataset = await openDataset(cache.folder(fingerprint));
    }
    // Another file, or other files, may have been the first with this text.
    dataset = withSource(dataset, sourceOf(corpus, open, facts));
    await cache.rememberStamp(open, { fingerprint, files: [...facts.files] });
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
  async findByStamp(
    corpus: TextCorpus,
    open: OpenCorpus,
    report: OnPrepareProgress,
  ): Promise<PreparedDataset | null> {
    if (open.stamp === null) return null;
    const text = await readFile(this.#stampFile(open.stamp), 'utf8').catch(() => '');
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), stampedSchema), text);
    if (!parsed.success) return null;
    const { fingerprint, files } = parsed.output;
    const dataset = await this.find(fingerprint, report);
    return dataset && withSource(dataset, sourceOf(corpus, open, { ...dataset.manifest.source, files }));
  }

  /** Saves a reading the next time. Where it cannot be written, that is all that is lost. */
  async rememberStamp({ stamp }: OpenCorpus, stamped: Stamped): Promise<void> {
    if (stamp === null) return;
    try {
      await mkdir(join(this.#dir, 'stamps'), { recursive: true });
      await writeAtomically(this.#stampFile(stamp), JSON.stringify(stamped));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
    }
  }

  #stampFile(stamp: string): string {
    return join(this.#dir, 'stamps', digest([...this.#settings, stamp]));
  }
}

const stampedSchema = v.object({
  fingerprint: manifestSchema.entries.fingerprint,
  files: v.array(sourceFileSchema),
});

/** What a stamp stands for: a dataset, and the files of this corpus, whose text it is. */
type Stamped = v.InferOutput<typeof stampedSchema>;

function withSource(dataset: PreparedDataset, source: Manifest['source']): PreparedDataset {
  return { ...dataset, manifest: { ...dataset.manifest, source } };
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
}
