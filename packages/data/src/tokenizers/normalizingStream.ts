/** The Unicode forms that text can be brought into (UAX #15), and none. */
export const normalizations = ['none', 'NFC', 'NFD', 'NFKC', 'NFKD'] as const;
export type Normalization = (typeof normalizations)[number];

/** Whether a value names a form. */
export function isNormalization(value: unknown): value is Normalization {
  return normalizations.some((name) => name === value);
}

/**
 * Normalises text that streams past: what comes out is the whole text's form, however the text is divided into calls. Text is
 * held back to the last ASCII character, which nothing before it combines with.
 */
export class NormalizingStream {
  readonly #form: Normalization;
  #held = '';

  constructor(form: Normalization) {
    this.#form = form;
  }

  push(text: string): string {
    if (this.#form === 'none') return text;
    this.#held += text;
    let cut = this.#held.length - 1;
    while (cut > 0 && this.#held.charCodeAt(cut) >= 0x80) cut--;
    const sure = this.#held.slice(0, Math.max(0, cut)).normalize(this.#form);
    this.#held = this.#held.slice(Math.max(0, cut));
    return sure;
  }

  /** Ends the text and gives what was held back. */
  end(): string {
    const rest = this.#form === 'none' ? '' : this.#held.normalize(this.#form);
    this.#held = '';
    return rest;
  }
}
