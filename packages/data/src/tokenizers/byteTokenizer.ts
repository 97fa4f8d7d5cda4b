import { bytesAsText } from './bytesAsText.ts';
import { hashJson } from './hashJson.ts';
import { invalidTokenizer, unknownToken } from './tokenErrors.ts';
import type { Tokenizer, TokenizerBuilder, TokenizerJson, TokenStream } from './tokenizer.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * One token per byte of the text's UTF-8: 256 tokens for every text there is (ByT5, Xue et al. 2022, without its special
 * tokens). Lone surrogates become U+FFFD, as UTF-8 cannot write them.
 */
export class ByteTokenizer implements Tokenizer {
  readonly type = 'byte';
  readonly vocabSize = 256;
  readonly hash = hashJson({ type: 'byte' });

  /** [bytes of the text] */
  encode(text: string): Int32Array {
    return Int32Array.from(encoder.encode(text));
  }

  stream(): TokenStream {
    return { push: (text) => this.encode(text), end: () => new Int32Array(0) };
  }

  /** Bytes that are no UTF-8 become U+FFFD. @throws CraftError `data.unknown-token` for an id above 255 */
  decode(ids: ArrayLike<number>): string {
    const bytes = new Uint8Array(ids.length);
    for (let index = 0; index < ids.length; index++) bytes[index] = this.#byte(ids[index] ?? -1, index);
    return decoder.decode(bytes);
  }

  tokenText(id: number): string {
    return bytesAsText(Uint8Array.of(this.#byte(id, 0)));
  }

  toJSON(): TokenizerJson {
    return { type: 'byte' };
  }

  #byte(id: number, position: number): number {
    if (Number.isInteger(id) && id >= 0 && id < 256) return id;
    throw unknownToken('byte', 256, id, position);
  }

  /** @throws CraftError `data.invalid-tokenizer` when the JSON is not a byte tokenizer's */
  static fromJSON(json: TokenizerJson): ByteTokenizer {
    const more = Object.keys(json).filter((key) => key !== 'type');
    if (more.length > 0)
      throw invalidTokenizer(`byte tokenizer: expected no options but received ${more.join(', ')}`);
    return new ByteTokenizer();
  }
}

/** Needs to know nothing of a corpus. */
export function byteTokenizerBuilder(): Omit<TokenizerBuilder, 'build'> & { build(): ByteTokenizer } {
  return { observe() {}, build: () => new ByteTokenizer() };
}
