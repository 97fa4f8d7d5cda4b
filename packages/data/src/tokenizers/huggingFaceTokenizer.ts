import { CraftError } from '@craft/config';
import { checkRegexes } from './checkRegexes.ts';
import { hashJson } from './hashJson.ts';
import { openLibrary, type LibraryTokenizer } from './huggingFaceLibrary.ts';
import { invalidTokenizer, unknownToken } from './tokenErrors.ts';
import type { Tokenizer, TokenizerJson, TokenStream } from './tokenizer.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The longest text that is encoded as a whole: longer ones are cut behind a line break. */
const WHOLE_CHARACTERS = 1 << 22;

/**
 * Any tokenizer that a `tokenizer.json` describes (BPE, WordPiece, Unigram), through `@huggingface/tokenizers`. Special tokens
 * that the file adds around a text are left out. Slower than our own encoder, which `tokenizerFromJson` takes where it can.
 */
export class HuggingFaceTokenizer implements Tokenizer {
  readonly type = 'huggingface';
  readonly vocabSize: number;
  readonly #library: LibraryTokenizer;
  readonly #json: TokenizerJson;
  #hash: string | undefined;

  /** @throws CraftError `data.invalid-tokenizer` for what the library cannot load, or whose regular expressions may never end */
  constructor(json: TokenizerJson) {
    checkRegexes(json);
    this.#json = json;
    try {
      this.#library = openLibrary(json);
      const ids = [...this.#library.get_vocab(true).values()];
      this.vocabSize = ids.reduce((most, id) => Math.max(most, id), -1) + 1;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw invalidTokenizer(
        `tokenizer: expected a tokenizer.json that can be loaded but received ${reason}`,
        error,
      );
    }
    if (this.vocabSize === 0)
      throw invalidTokenizer('tokenizer: expected a vocabulary with tokens but received an empty one');
  }

  get hash(): string {
    return (this.#hash ??= hashJson(this.#json));
  }

  /** @throws CraftError `data.unknown-character` for text that the tokenizer has no token for, not even an unknown one */
  encode(text: string): Int32Array {
    if (text === '') return new Int32Array(0);
    const { ids, tokens } = this.#library.encode(wellFormed(text), { add_special_tokens: false });
    const missing = (ids as (number | undefined)[]).findIndex((id) => id === undefined);
    if (missing < 0) return Int32Array.from(ids);
    throw new CraftError(
      `tokenizer: expected text that the vocabulary covers but received ${JSON.stringify(tokens[missing])}`,
      {
        code: 'data.unknown-character',
        hint: 'Remove or replace this text, or use a tokenizer with an unknown token.',
      },
    );
  }

  stream(): TokenStream {
    let held = '';
    return {
      push: (text) => {
        held += text;
        if (held.length < WHOLE_CHARACTERS) return new Int32Array(0);
        const cut = held.lastIndexOf('\n') + 1 || held.length;
        const ids = this.encode(held.slice(0, cut));
        held = held.slice(cut);
        return ids;
      },
      end: () => {
        const ids = this.encode(held);
        held = '';
        return ids;
      },
    };
  }

  decode(ids: ArrayLike<number>): string {
    if (ids.length === 0) return '';
    const known = Array.from(ids, (id, position) => {
      if (Number.isInteger(id) && id >= 0 && id < this.vocabSize) return id;
      throw unknownToken(this.type, this.vocabSize, id, position);
    });
    return this.#library.decode(known, { skip_special_tokens: false, clean_up_tokenization_spaces: false });
  }

  tokenText(id: number): string {
    const text = this.#library.id_to_token(id);
    if (text === undefined) throw unknownToken(this.type, this.vocabSize, id, 0);
    return text;
  }

  toJSON(): TokenizerJson {
    return this.#json;
  }
}

/** Lone surrogates as U+FFFD. */
function wellFormed(text: string): string {
  return decoder.decode(encoder.encode(text));
}
