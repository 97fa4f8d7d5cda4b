import { bytesAsText } from '../bytesAsText.ts';
import { hashJson } from '../hashJson.ts';
import { unknownToken } from '../tokenErrors.ts';
import type { Tokenizer, TokenizerJson, TokenStream } from '../tokenizer.ts';
import { BytePairStream } from './bytePairStream.ts';
import { IdBuffer } from './idBuffer.ts';
import { PieceEncoder } from './pieceEncoder.ts';
import { PieceStream } from './pieceStream.ts';
import { SpecialFinder, type SpecialText, type SpecialToken } from './specialTokens.ts';
import { splitPattern, type SplitPatternName } from './splitPatterns.ts';
import type { Merge } from './trainMerges.ts';
import { WordTable } from './wordTable.ts';

/** What a byte-level BPE tokenizer is made of. */
export interface BytePairParts {
  readonly pattern: SplitPatternName;
  /** [vocabSize] the bytes of each token; of a special token its text in UTF-8. */
  readonly tokens: readonly Uint8Array[];
  /** In the order in which they were learnt; what a merge makes is in `tokens`. */
  readonly merges: readonly Merge[];
  /** [merges] the id of what each merge makes. */
  readonly mergedIds: Int32Array;
  /** [256] the id of each byte. */
  readonly byteIds: Int32Array;
  readonly specialTokens: readonly SpecialToken[];
  readonly specialText: SpecialText;
  /** Whether a piece that is a token is that token, whatever the merges say. */
  readonly ignoreMerges: boolean;
  /** The `tokenizer.json` that says all this. */
  readonly json: TokenizerJson;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Byte-level byte-pair encoding (Radford et al. 2019): text is cut into pieces by a split pattern, pieces into bytes, and
 * neighbouring tokens are merged in the order in which the merges were learnt. Every text has an encoding. Lone surrogates
 * become U+FFFD, as UTF-8 cannot write them. `bytePairFromJson` makes one from a `tokenizer.json`.
 */
export class BytePairTokenizer implements Tokenizer {
  readonly type = 'bpe';
  readonly vocabSize: number;
  readonly #parts: BytePairParts;
  readonly #encoder: PieceEncoder;
  readonly #finder: SpecialFinder;
  #hash: string | undefined;

  constructor(parts: BytePairParts) {
    this.#parts = parts;
    this.vocabSize = parts.tokens.length;
    this.#finder = new SpecialFinder(parts.specialTokens);
    const { byteIds, merges, mergedIds } = parts;
    const wholePieces = parts.ignoreMerges ? tableOf(parts) : null;
    this.#encoder = new PieceEncoder({ byteIds, merges, mergedIds, wholePieces });
  }

  // Computed when it is asked for: the JSON of a large vocabulary has megabytes.
  get hash(): string {
    return (this.#hash ??= hashJson(this.#parts.json));
  }

  /** The special tokens with their ids. */
  get specialTokens(): readonly SpecialToken[] {
    return this.#parts.specialTokens;
  }

  /** @throws CraftError `data.special-text` for the text of a special token, unless `specialText` allows it */
  encode(text: string): Int32Array {
    const { pattern, specialText } = this.#parts;
    if (specialText !== 'text' && this.#finder.longest > 0) {
      const stream = this.stream();
      const first = stream.push(text);
      const rest = stream.end();
      const ids = new Int32Array(first.length + rest.length);
      ids.set(first);
      ids.set(rest, first.length);
      return ids;
    }
    const ids = new IdBuffer();
    const pieces = new PieceStream(splitPattern(pattern), false);
    const add = (bytes: Uint8Array, start: number, end: number): void =>
      this.#encoder.encode(bytes, start, end, ids);
    pieces.push(text, add);
    pieces.end(add);
    return ids.take();
  }

  stream(): TokenStream {
    const { pattern, specialText } = this.#parts;
    return new BytePairStream(splitPattern(pattern), this.#encoder, this.#finder, specialText);
  }

  /** Bytes that are no UTF-8 become U+FFFD. @throws CraftError `data.unknown-token` */
  decode(ids: ArrayLike<number>): string {
    return decoder.decode(this.decodeBytes(ids));
  }

  /** The bytes that ids stand for. @throws CraftError `data.unknown-token` */
  decodeBytes(ids: ArrayLike<number>): Uint8Array {
    let length = 0;
    for (let index = 0; index < ids.length; index++) length += this.#token(ids[index] ?? -1, index).length;
    const bytes = new Uint8Array(length);
    let end = 0;
    for (let index = 0; index < ids.length; index++) {
      const token = this.#token(ids[index] ?? -1, index);
      bytes.set(token, end);
      end += token.length;
    }
    return bytes;
  }

  tokenText(id: number): string {
    return bytesAsText(this.#token(id, 0));
  }

  /** The `tokenizer.json` that Hugging Face's libraries load. */
  toJSON(): TokenizerJson {
    return this.#parts.json;
  }

  #token(id: number, position: number): Uint8Array {
    const token = this.#parts.tokens[id];
    if (token === undefined) throw unknownToken('bpe', this.vocabSize, id, position);
    return token;
  }
}

function tableOf({ tokens, specialTokens }: BytePairParts): { table: WordTable; ids: Int32Array } {
  const table = new WordTable();
  const special = new Set(specialTokens.map(({ id }) => id));
  const ids: number[] = [];
  tokens.forEach((token, id) => {
    if (!special.has(id)) ids[table.add(token, 0, token.length)] = id;
  });
  return { table, ids: Int32Array.from(ids) };
}
