import type { Tokenizer } from './tokenizer.ts';

/**
 * Decodes ids that come one by one, as when a model writes: gives text as soon as it is whole, so that a character of several
 * tokens does not show as U+FFFD. All pieces together are the text that `decode` gives for all ids.
 */
export class TextStream {
  readonly #tokenizer: Pick<Tokenizer, 'decode'>;
  /** Ids whose text was given, kept for what they do to those that follow, and ids that wait. */
  #ids: number[] = [];
  #given = 0;

  constructor(tokenizer: Pick<Tokenizer, 'decode'>) {
    this.#tokenizer = tokenizer;
  }

  /** Adds an id and gives the text that is whole by now. */
  push(id: number): string {
    this.#ids.push(id);
    return this.#next(false);
  }

  /** Gives what is left, whole or not. */
  end(): string {
    const rest = this.#next(true);
    this.#ids = [];
    this.#given = 0;
    return rest;
  }

  #next(isLast: boolean): string {
    const before = this.#tokenizer.decode(this.#ids.slice(0, this.#given));
    const all = this.#tokenizer.decode(this.#ids);
    // An unknown character is U+FFFD for good: what has waited for so long is not the start of one.
    const waits = all.endsWith('\uFFFD') && this.#ids.length - this.#given < 4;
    if (!isLast && waits) return '';
    this.#ids = this.#ids.slice(this.#given);
    this.#given = this.#ids.length;
    return all.slice(before.length);
  }
}
