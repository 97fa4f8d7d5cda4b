import { join } from 'node:path';
import type { OpenCorpus, TextCorpus } from '../corpora/corpus.ts';
import { dtypeFor } from '../shards/shardHeader.ts';
import type { Tokenizer } from '../tokenizers/tokenizer.ts';
import { version } from '../version.ts';
import { writeDurably } from './datasetFolder.ts';
import type { Manifest } from './manifest.ts';
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
    source: {
      type: corpus.type,
      settings: corpus.settings,
      characters: facts.characters,
      documents: facts.documents,
      sha256: facts.sha256,
      ...(facts.files.length === 0 ? {} : { files: facts.files.map((file) => ({ ...file })) }),
      ...(open.skipped.length === 0 ? {} : { skipped: [...open.skipped] }),
      ...(corpus.entropy === undefined ? {} : { entropy: corpus.entropy }),
    },
    tokenizer: { type: tokenizer.type, vocabSize: tokenizer.vocabSize, hash: tokenizer.hash },
    dtype,
    shares,
    splits,
  };
  await writeDurably(join(folder, 'tokenizer.json'), `${JSON.stringify(tokenizer.toJSON())}\n`);
  await writeDurably(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}
