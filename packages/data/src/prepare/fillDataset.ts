import { join } from 'node:path';
import type { OpenCorpus, TextCorpus } from '../corpora/corpus.ts';
import { dtypeFor } from '../shards/shardHeader.ts';
import type { Tokenizer } from '../tokenizers/tokenizer.ts';
import { version } from '../version.ts';
import { writeDurably } from './datasetFolder.ts';
import { sourceOf, type Manifest } from './manifest.ts';
import type { OnPrepareProgress } from './progress.ts';
import type { CorpusFacts } from './scanCorpus.ts';
import { splitEnds, type Splits } from './splits.ts';
import { writeSplits } from './writeSplits.ts';

/** What a dataset is made from. */
export interface DatasetParts {
  readonly corpus: TextCorpus;
  readonly open: OpenCorpus;
  readonly facts: CorpusFacts;
  readonly tokenizer: Tokenizer;
  readonly shares: Splits;
  readonly fingerprint: string;
  readonly report: OnPrepareProgress;
  readonly maxShardTokens?: number | undefined;
}

/** Writes all files of a dataset into an empty folder, the manifest last. */
export async function fillDataset(folder: string, parts: DatasetParts): Promise<void> {
  const { corpus, open, facts, tokenizer, shares, fingerprint } = parts;
  const { size: total, unit } = open;
  const dtype = dtypeFor(tokenizer.vocabSize);
  const splits = await writeSplits(open, {
    folder,
    tokenizer,
    dtype,
    facts,
    ends: splitEnds(shares, facts.characters),
    splitsAt: corpus.splitsAt,
    onSize: (done) => parts.report({ stage: 'write', done, total, unit, message: 'writing tokens' }),
    maxShardTokens: parts.maxShardTokens,
  });
  const manifest: Manifest = {
    format: 'craft-tokens',
    version: 1,
    fingerprint,
    createdBy: `@craft/data ${version}`,
    source: sourceOf(corpus, open, facts),
    tokenizer: { type: tokenizer.type, vocabSize: tokenizer.vocabSize, hash: tokenizer.hash },
    dtype,
    shares,
    splits,
  };
  await writeDurably(join(folder, 'tokenizer.json'), `${JSON.stringify(tokenizer.toJSON())}\n`);
  await writeDurably(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}
