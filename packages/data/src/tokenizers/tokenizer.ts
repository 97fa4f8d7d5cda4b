/** A tokenizer as data: what is stored beside shards and inside checkpoints. `type` says which tokenizer reads it. */
export interface TokenizerJson {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** Text to token ids and back. Immutable: equal `hash` means equal behaviour. */
export interface Tokenizer {
  /** Which kind this is, as in the config's `tokenizer.type`. */
  readonly type: string;
  /** Ids are 0 … vocabSize-1. */
  readonly vocabSize: number;
  /** sha256 (hexadecimal) of the tokenizer's JSON: what a shard and a checkpoint compare. */
  readonly hash: string;
  /** @throws CraftError when the text holds what the tokenizer has no token for */
  encode(text: string): Int32Array;
  /** @throws CraftError for an id outside 0 … vocabSize-1 */
  decode(ids: ArrayLike<number>): string;
  toJSON(): TokenizerJson;
}

/** Collects what a tokenizer has to know of a corpus, while the text streams past, and then makes it. */
export interface TokenizerBuilder {
  /** Takes in the next piece of the corpus. Pieces may end anywhere but inside a code point. */
  observe(text: string): void;
  /** @throws CraftError when the corpus gave nothing to build from */
  build(): Tokenizer;
}
