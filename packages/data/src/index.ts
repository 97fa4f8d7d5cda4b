export type {
  DocumentEnd,
  OpenCorpus,
  OpenOptions,
  SourceFile,
  TextChunk,
  TextCorpus,
} from './corpora/corpus.ts';
export { csvColumn } from './corpora/csvColumn.ts';
export { dataComponents } from './corpora/dataComponents.ts';
export { huggingFaceFolder } from './corpora/huggingFaceFolder.ts';
export { jsonLines } from './corpora/jsonLines.ts';
export { parquetColumn } from './corpora/parquetColumn.ts';
export {
  syntheticExample,
  syntheticTask,
  syntheticTasks,
  type SyntheticTask,
  type SyntheticTaskOptions,
} from './corpora/syntheticTask.ts';
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
export { SPLITS, splitsSchema, type SplitName, type Splits } from './prepare/splits.ts';
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
export { readTokenizer } from './prepare/readTokenizer.ts';
export {
  trainTokenizer,
  type TrainedTokenizer,
  type TrainTokenizerOptions,
} from './prepare/trainTokenizer.ts';
export { tokenizerComponents } from './prepare/tokenizerComponents.ts';
export { trainBytePairs, bytePairBuilder, type BytePairOptions } from './tokenizers/bpe/bytePairBuilder.ts';
export { bytePairFromJson } from './tokenizers/bpe/bytePairJson.ts';
export { BytePairTokenizer } from './tokenizers/bpe/bytePairTokenizer.ts';
export { gpt2FromFiles } from './tokenizers/bpe/gpt2Files.ts';
export type { SpecialText, SpecialToken } from './tokenizers/bpe/specialTokens.ts';
export { splitPatternNames, type SplitPatternName } from './tokenizers/bpe/splitPatterns.ts';
export { WordCounter, type WordCounterOptions, type WordCounts } from './tokenizers/bpe/wordCounter.ts';
export { ByteTokenizer, byteTokenizerBuilder } from './tokenizers/byteTokenizer.ts';
export {
  CharacterTokenizer,
  characterTokenizerBuilder,
  type CharacterOptions,
} from './tokenizers/characterTokenizer.ts';
export { HuggingFaceTokenizer } from './tokenizers/huggingFaceTokenizer.ts';
export { normalizations, type Normalization } from './tokenizers/normalizingStream.ts';
export { TextStream } from './tokenizers/textStream.ts';
export type { Tokenizer, TokenizerBuilder, TokenizerJson, TokenStream } from './tokenizers/tokenizer.ts';
export { tokenizerFromJson, type TokenizerFromJsonOptions } from './tokenizers/tokenizerFromJson.ts';
