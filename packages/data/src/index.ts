export type {
  DocumentEnd,
  OpenCorpus,
  OpenOptions,
  SourceFile,
  TextChunk,
  TextCorpus,
} from './corpora/corpus.ts';
export { dataComponents } from './corpora/dataComponents.ts';
export { talesCorpus } from './corpora/talesCorpus.ts';
export { textFiles } from './corpora/textFiles.ts';
export type { Loader, LoaderState, TokenBatch } from './loaders/loader.ts';
export { randomWindows, type RandomWindowsOptions } from './loaders/randomWindows.ts';
export { sequentialWindows, type SequentialWindowsOptions } from './loaders/sequentialWindows.ts';
export { datasetCard, type DatasetCard, type SplitCard } from './prepare/datasetCard.ts';
export type { Manifest, ManifestSplit } from './prepare/manifest.ts';
export { openDataset, type PreparedDataset } from './prepare/openDataset.ts';
export { prepareDataset, type DatasetConfig, type PrepareOptions } from './prepare/prepareDataset.ts';
export type { OnPrepareProgress, PrepareProgress } from './prepare/progress.ts';
export { SPLITS, type SplitName, type Splits } from './prepare/splits.ts';
export { openShard, type OpenShardFile } from './shards/shardReader.ts';
export type { TokenDtype } from './shards/shardHeader.ts';
export { arrayTokens, joinedTokens, type TokenSource } from './shards/tokenSource.ts';
export {
  scoreTales,
  tale,
  talesEntropy,
  type Tale,
  type TalesEntropy,
  type TalesScore,
} from './tales/tales.ts';
export { CharacterTokenizer, characterTokenizerBuilder } from './tokenizers/characterTokenizer.ts';
export type { Tokenizer, TokenizerBuilder, TokenizerJson } from './tokenizers/tokenizer.ts';
export { tokenizerComponents } from './tokenizers/tokenizerComponents.ts';
export { tokenizerFromJson } from './tokenizers/tokenizerFromJson.ts';
