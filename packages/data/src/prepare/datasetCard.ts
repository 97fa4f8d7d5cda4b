import type { PreparedDataset } from './openDataset.ts';
import { SPLITS, type SplitName } from './splits.ts';

/** What one split of a dataset holds. */
export interface SplitCard {
  readonly share: number;
  readonly characters: number;
  readonly tokens: number;
  readonly documents: number;
  readonly bytes: number;
  readonly sha256: readonly string[];
  /** Nats per character of this very text, where its source knows it. */
  readonly entropy?: number;
}

/** A prepared dataset in numbers: plain JSON, for `craft-cli data prepare --json` and for people who look at data. */
export interface DatasetCard {
  readonly fingerprint: string;
  readonly dir: string;
  readonly source: PreparedDataset['manifest']['source'];
  readonly tokenizer: { readonly type: string; readonly vocabSize: number; readonly hash: string };
  readonly dtype: string;
  readonly characters: number;
  readonly documents: number;
  readonly tokens: number;
  readonly bytes: number;
  /** Exact entropy in nats per character, where it is known. */
  readonly entropy?: number;
  readonly splits: Readonly<Record<SplitName, SplitCard>>;
}

/** Describes a prepared dataset. */
export function datasetCard(dataset: PreparedDataset): DatasetCard {
  const { manifest, entropy } = dataset;
  const split = (name: SplitName): SplitCard => {
    const { characters, tokens, documents, shards } = manifest.splits[name];
    const splitEntropy = dataset.splitEntropy(name);
    return {
      share: manifest.shares[name],
      characters,
      tokens,
      documents,
      bytes: shards.reduce((sum, shard) => sum + shard.bytes, 0),
      sha256: shards.map((shard) => shard.sha256),
      ...(splitEntropy === undefined ? {} : { entropy: splitEntropy }),
    };
  };
  return {
    fingerprint: dataset.fingerprint,
    dir: dataset.dir,
    source: manifest.source,
    tokenizer: manifest.tokenizer,
    dtype: manifest.dtype,
    characters: manifest.source.characters,
    documents: manifest.source.documents,
    tokens: SPLITS.reduce((sum, name) => sum + manifest.splits[name].tokens, 0),
    bytes: dataset.bytes,
    ...(entropy === undefined ? {} : { entropy }),
    splits: { train: split('train'), val: split('val'), test: split('test') },
  };
}
