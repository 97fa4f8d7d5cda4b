import { CraftError } from '@craft/config';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Tokenizer, TokenizerBuilder, TokenizerJson } from './tokenizer.ts';

/** Names a character so that it can be recognised on a terminal: `"é" (U+00E9)`. */
function describeCharacter(codePoint: number): string {
  const hex = `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;
  const isSurrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
  return isSurrogate ? hex : `${JSON.stringify(String.fromCodePoint(codePoint))} (${hex})`;
}

/**
 * One token per character, a character being a Unicode code point. Ids follow the order of the code points, as in nanoGPT's
 * `data/shakespeare_char/prepare.py`, so the same corpus gives the same ids everywhere. Nothing is unknown to it quietly:
 * a character that the corpus did not have is an error.
 */
export class CharacterTokenizer implements Tokenizer {
  readonly type = 'character';
  readonly vocabSize: number;
  readonly hash: string;
  readonly #characters: readonly string[];
  /** Code point → id, -1 where there is none. */
  readonly #ids: Int32Array;

  /** @param codePoints the vocabulary in any order; repeats count once */
  constructor(codePoints: Iterable<number>) {
    const sorted = [...new Set(codePoints)].sort((a, b) => a - b);
    this.#characters = sorted.map((codePoint) => String.fromCodePoint(codePoint));
    this.#ids = new Int32Array((sorted.at(-1) ?? -1) + 1).fill(-1);
    sorted.forEach((codePoint, id) => (this.#ids[codePoint] = id));
    this.vocabSize = sorted.length;
    this.hash = bytesToHex(sha256(utf8ToBytes(JSON.stringify(this.toJSON()))));
  }

  /** @throws CraftError `data.unknown-character`, naming the character and where it stands (counted in characters from 0) */
  encode(text: string): Int32Array {
    const ids = new Int32Array(text.length);
    let count = 0;
    for (let index = 0; index < text.length; count++) {
      const codePoint = text.codePointAt(index) ?? 0;
      const id = this.#ids[codePoint] ?? -1;
      if (id < 0) throw this.#unknown(codePoint, count);
      ids[count] = id;
      index += codePoint > 0xffff ? 2 : 1;
    }
    // Characters beyond U+FFFF take two places in a string and one in the ids.
    return count === text.length ? ids : ids.slice(0, count);
  }

  /** @throws CraftError `data.unknown-token` for an id outside the vocabulary */
  decode(ids: ArrayLike<number>): string {
    const characters: string[] = [];
    for (let index = 0; index < ids.length; index++) {
      const id = ids[index] ?? -1;
      const character = this.#characters[id];
      if (character === undefined) {
        throw new CraftError(
          `character tokenizer: expected token ids from 0 to ${this.vocabSize - 1} but received ${id} at position ${index}`,
          {
            code: 'data.unknown-token',
            hint: 'Decode with the tokenizer that the model was trained with: this one has another vocabulary.',
          },
        );
      }
      characters.push(character);
    }
    return characters.join('');
  }

  toJSON(): TokenizerJson & { type: 'character'; characters: readonly string[] } {
    return { type: 'character', characters: this.#characters };
  }

  #unknown(codePoint: number, position: number): CraftError {
    return new CraftError(
      `character tokenizer: expected one of the ${this.vocabSize} characters of the training text but received ` +
        `${describeCharacter(codePoint)} at character ${position}`,
      {
        code: 'data.unknown-character',
        hint: 'Remove or replace this character, or train on a text that contains it.',
      },
    );
  }

  /** @throws CraftError `data.invalid-tokenizer` when the JSON is not a character tokenizer's */
  static fromJSON(json: TokenizerJson): CharacterTokenizer {
    const { characters } = json;
    const invalid = (what: string): CraftError =>
      new CraftError(`character tokenizer: ${what}`, {
        code: 'data.invalid-tokenizer',
        hint: 'The file was changed or damaged: prepare the data again.',
      });
    if (!Array.isArray(characters)) {
      throw invalid(`expected "characters" to be an array but received ${typeof characters}`);
    }
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
    return new CharacterTokenizer(codePoints);
  }
}

/** Collects the characters of a corpus. Memory does not grow with the corpus. */
export function characterTokenizerBuilder(): TokenizerBuilder {
  const seen = new Set<number>();
  const seenBasic = new Uint8Array(0x10000);
  return {
    observe(text) {
      for (let index = 0; index < text.length; index++) {
        const unit = text.charCodeAt(index);
        if (unit < 0xd800 || unit > 0xdfff) {
          seenBasic[unit] = 1;
        } else {
          seen.add(text.codePointAt(index) ?? unit);
          index++;
        }
      }
    },
    build() {
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
      return new CharacterTokenizer(seen);
    },
  };
}
