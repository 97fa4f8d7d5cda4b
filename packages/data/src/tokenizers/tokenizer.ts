/** A tokenizer as data: what is stored beside shards and inside checkpoints. `tokenizerFromJson` reads it. */
export type TokenizerJson = Readonly<Record<string, unknown>>;

/** Encodes a text that comes in parts: the same ids as `encode` gives for the whole, and memory does not grow with it. */
export interface TokenStream {
  /** Takes in the next part, cut anywhere but inside a character; gives the ids that are sure by now. */
  push(text: string): Int32Array;
  /** Ends the text and gives the ids that are left. What is pushed next is another text. */
  end(): Int32Array;
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
  /** Encodes text that streams past. */
  stream(): TokenStream;
  /** @throws CraftError for an id outside 0 … vocabSize-1 */
  decode(ids: ArrayLike<number>): string;
  /** One token as people should see it; bytes that are no whole character are written `\xE2`. */
  tokenText(id: number): string;
  toJSON(): TokenizerJson;
}

/** Collects what a tokenizer has to know of a corpus, while the text streams past, and then makes it. */
export interface TokenizerBuilder {
  /**
   * What decides, besides the corpus, which tokenizer comes out, where the options alone do not say it: the hash of a tokenizer
   * that is read from a file.
   */
  readonly identity?: string;
  /** Takes in the next piece of the corpus. Pieces may end anywhere but inside a code point. */
  observe(text: string): void;
  /** Hears that a document ends: what follows is another text. */
  endDocument?(): void;
  /**
   * @param onProgress hears how many tokens there are so far, now and then
   * @throws CraftError when the corpus gave nothing to build from
   */
  build(onProgress?: (tokens: number) => void | Promise<void>): Tokenizer | Promise<Tokenizer>;
}
