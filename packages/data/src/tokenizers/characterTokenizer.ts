import { CraftError } from '@craft/config';
import { hashJson } from './hashJson.ts';
import { isNormalization, NormalizingStream, type Normalization } from './normalizingStream.ts';
import { unknownToken } from './tokenErrors.ts';
import type { Tokenizer, TokenizerBuilder, TokenizerJson, TokenStream } from './tokenizer.ts';

/** How a character tokenizer treats text. */
export interface CharacterOptions {
  /** `error` refuses characters that the vocabulary lacks; `replace` gives them one more token, which decodes to U+FFFD. */
  readonly unknown?: 'error' | 'replace';
  /** The Unicode form that text is brought into first; `none` leaves it as it is. */
  readonly normalization?: Normalization;
}

/** Names a character so that it can be recognised on a terminal: `"é" (U+00E9)`. */
function describeCharacter(codePoint: number): string {
  const hex = `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;
  const isSurrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
  return isSurrogate ? hex : `${JSON.stringify(String.fromCodePoint(codePoint))} (${hex})`;
}

/**
 * One token per character, a character being a Unicode code point. Ids follow the order of the code points, as in nanoGPT's
 * `data/shakespeare_char/prepare.py`, so the same corpus gives the same ids everywhere. A character that the corpus did not
 * have is an error, unless `unknown` says `replace`: then it is the last id.
 */
export class CharacterTokenizer implements Tokenizer {
  readonly type = 'character';
  readonly vocabSize: number;
  readonly hash: string;
  readonly #characters: readonly string[];
  /** Code point → id, -1 where there is none. */
  readonly #ids: Int32Array;
  readonly #unknown: 'error' | 'replace';
  readonly #normalization: Normalization;

  /** @param codePoints the vocabulary in any order; repeats count once */
  constructor(codePoints: Iterable<number>, options: CharacterOptions = {}) {
    this.#unknown = options.unknown ?? 'error';
    this.#normalization = options.normalization ?? 'none';
    const sorted = [...new Set(codePoints)].sort((a, b) => a - b);
    this.#characters = sorted.map((codePoint) => String.fromCodePoint(codePoint));
    this.#ids = new Int32Array((sorted.at(-1) ?? -1) + 1).fill(-1);
    sorted.forEach((codePoint, id) => (this.#ids[codePoint] = id));
    this.vocabSize = sorted.length + (this.#unknown === 'replace' ? 1 : 0);
    this.hash = hashJson(this.toJSON());
  }

  /** @throws CraftError `data.unknown-character`, naming the character and where it stands (counted in characters from 0) */
  encode(text: string): Int32Array {
    return this.#encode(this.#normalization === 'none' ? text : text.normalize(this.#normalization), 0);
  }

  stream(): TokenStream {
    const normalizing = new NormalizingStream(this.#normalization);
    let done = 0;
    const encode = (text: string): Int32Array => {
      const ids = this.#encode(text, done);
      done += ids.length;
      return ids;
    };
    return {
      push: (text) => encode(normalizing.push(text)),
      end: () => {
        const ids = encode(normalizing.end());
        done = 0;
        return ids;
      },
    };
  }

  #encode(text: string, position: number): Int32Array {
    const ids = new Int32Array(text.length);
    let count = 0;
    for (let index = 0; index < text.length; count++) {
      const codePoint = text.codePointAt(index) ?? 0;
      const id = this.#ids[codePoint] ?? -1;
      if (id < 0 && this.#unknown === 'error') throw this.#unknownCharacter(codePoint, position + count);
      ids[count] = id < 0 ? this.#characters.length : id;
      index += codePoint > 0xffff ? 2 : 1;
    }
    // Characters beyond U+FFFF take two places in a string and one in the ids.
    return count === text.length ? ids : ids.slice(0, count);
  }

  /** @throws CraftError `data.unknown-token` for an id outside the vocabulary */
  decode(ids: ArrayLike<number>): string {
    const characters: string[] = [];
    for (let index = 0; index < ids.length; index++)
      characters.push(this.#character(ids[index] ?? -1, index));
    return characters.join('');
  }

  tokenText(id: number): string {
    return this.#character(id, 0);
  }

  toJSON(): TokenizerJson & { type: 'character'; characters: readonly string[] } {
    return {
      type: 'character',
      characters: this.#characters,
      ...(this.#unknown === 'error' ? {} : { unknown: this.#unknown }),
      ...(this.#normalization === 'none' ? {} : { normalization: this.#normalization }),
    };
  }

  #character(id: number, position: number): string {
    const character = this.#characters[id];
    if (character !== undefined) return character;
    if (this.#unknown === 'replace' && id === this.#characters.length) return '\uFFFD';
    throw unknownToken('character', this.vocabSize, id, position);
  }

  #unknownCharacter(codePoint: number, position: number): CraftError {
    return new CraftError(
      `character tokenizer: expected one of the ${this.#characters.length} characters of the training text but received ` +
        `${describeCharacter(codePoint)} at character ${position}`,
      {
        code: 'data.unknown-character',
        hint: 'Remove or replace this character, or train on a text that contains it, or with tokenizer.unknown=replace.',
      },
    );
  }

  /** @throws CraftError `data.invalid-tokenizer` when the JSON is not a character tokenizer's */
  static fromJSON(json: TokenizerJson): CharacterTokenizer {
    const { characters, unknown = 'error', normalization = 'none' } = json;
    const invalid = (what: string): CraftError =>
      new CraftError(`character tokenizer: ${what}`, {
        code: 'data.invalid-tokenizer',
        hint: 'The file was changed or damaged: prepare the data again.',
      });
    if (!Array.isArray(characters)) {
      throw invalid(`expected "characters" to be an array but received ${typeof characters}`);
    }
    if (unknown !== 'error' && unknown !== 'replace')
      throw invalid(`expected "unknown" to be error or replace but received ${JSON.stringify(unknown)}`);
    if (!isNormalization(normalization))
      throw invalid(
        `expected "normalization" to be a Unicode form but received ${JSON.stringify(normalization)}`,
      );
    let previous = -1;
    const codePoints = characters.map((character: unknown, id) => {
      const codePoint = typeof character === 'string' ? character.codePointAt(0) : undefined;
      if (codePoint === undefined || String.fromCodePoint(codePoint) !== character) {
        throw invalid(`expected one character for id ${id} but received ${JSON.stringify(character)}`);
      }
      if (codePoint <= previous) {
        throw invalid(
          `expected characters in the order of their code points but received ${describeCharacter(codePoint)} for id ${id}`,
        );
      }
      return (previous = codePoint);
    });
    return new CharacterTokenizer(codePoints, { unknown, normalization });
  }
}

/** Collects the characters of a corpus. Memory does not grow with the corpus. */
export function characterTokenizerBuilder(
  options: CharacterOptions = {},
): Omit<TokenizerBuilder, 'build'> & { build(): CharacterTokenizer } {
  const normalizing = new NormalizingStream(options.normalization ?? 'none');
  const seen = new Set<number>();
  const seenBasic = new Uint8Array(0x10000);
  const look = (text: string): void => {
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      if (unit < 0xd800 || unit > 0xdfff) {
        seenBasic[unit] = 1;
      } else {
        seen.add(text.codePointAt(index) ?? unit);
        index++;
      }
    }
  };
  return {
    observe: (text) => look(normalizing.push(text)),
    endDocument: () => look(normalizing.end()),
    build() {
      look(normalizing.end());
      seenBasic.forEach((isSeen, codePoint) => {
        if (isSeen) seen.add(codePoint);
      });
      if (seen.size === 0) {
        throw new CraftError(
          'character tokenizer: expected a text with at least one character but received none',
          {
            code: 'data.empty-vocabulary',
            hint: 'Give data.path a file that has text in it.',
          },
        );
      }
      return new CharacterTokenizer(seen, options);
    },
  };
}
