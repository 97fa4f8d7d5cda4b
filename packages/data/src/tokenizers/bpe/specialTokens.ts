import { CraftError } from '@craft/config';

/** A token that no merge makes, such as `<|endoftext|>`. */
export interface SpecialToken {
  readonly content: string;
  readonly id: number;
}

/**
 * What becomes of a special token's text inside a text: `error` refuses it, as a model would take it for the real one; `text`
 * encodes it like any other text; `token` makes it the token, as Hugging Face's libraries do.
 */
export type SpecialText = 'error' | 'text' | 'token';

/** A place where special text stands. */
export interface FoundSpecial extends SpecialToken {
  /** Index of its first UTF-16 unit. */
  readonly index: number;
}

/** Finds special tokens in text, the longest where several begin at one place. */
export class SpecialFinder {
  readonly #ids: ReadonlyMap<string, number>;
  readonly #regex: RegExp | null;
  /** UTF-16 units of the longest one. */
  readonly longest: number;

  constructor(tokens: readonly SpecialToken[]) {
    this.#ids = new Map(tokens.map(({ content, id }) => [content, id]));
    this.longest = Math.max(0, ...tokens.map(({ content }) => content.length));
    const contents = tokens.map(({ content }) => content).sort((a, b) => b.length - a.length);
    this.#regex = contents.length === 0 ? null : new RegExp(contents.map(escape).join('|'), 'g');
  }

  /** The first special token from an index on. */
  find(text: string, from: number): FoundSpecial | null {
    if (this.#regex === null) return null;
    this.#regex.lastIndex = from;
    const match = this.#regex.exec(text);
    return match && { content: match[0], id: this.#ids.get(match[0]) ?? 0, index: match.index };
  }
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);
}

/** Makes the error for special text in a text. */
export function specialTextError(content: string, position: number): CraftError {
  return new CraftError(
    `bpe tokenizer: expected text but received the special token ${content} at character ${position}`,
    {
      code: 'data.special-text',
      hint: 'Set tokenizer.specialText to text to encode it like any other text, or to token to make it the token.',
    },
  );
}
