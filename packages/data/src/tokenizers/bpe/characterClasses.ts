/** What split patterns tell apart. Every code point is in exactly one class. */
export const LETTER = 1;
export const NUMBER = 2;
export const SPACE = 3;
export const OTHER = 4;

const letter = /\p{L}/u;
const number = /\p{N}/u;

/** Classes of code points by this machine's Unicode tables, looked up once for each code point. */
export class CharacterClasses {
  readonly #space: RegExp;
  readonly #known = new Uint8Array(0x110000);

  /** @param space what counts as white space: `\s` and Unicode's White_Space differ in U+0085 and U+FEFF */
  constructor(space: RegExp) {
    this.#space = space;
    // All of ASCII at once: the scanners read this part without asking whether it is known.
    for (let codePoint = 0; codePoint < 0x80; codePoint++) this.of(codePoint);
  }

  /** The classes of ASCII, by code point. */
  get ascii(): Uint8Array {
    return this.#known.subarray(0, 0x80);
  }

  of(codePoint: number): number {
    const known = this.#known[codePoint] ?? OTHER;
    if (known !== 0) return known;
    const text = String.fromCodePoint(codePoint);
    const found = letter.test(text)
      ? LETTER
      : number.test(text)
        ? NUMBER
        : this.#space.test(text)
          ? SPACE
          : OTHER;
    this.#known[codePoint] = found;
    return found;
  }
}

/** How many bytes the UTF-8 sequence takes that begins with this byte. */
export function sequenceBytes(first: number): number {
  return first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/** The code point at a position of well-formed UTF-8. */
export function codePointAt(bytes: Uint8Array, position: number): number {
  const first = bytes[position] ?? 0;
  if (first < 0x80) return first;
  const second = (bytes[position + 1] ?? 0) & 0x3f;
  if (first < 0xe0) return ((first & 0x1f) << 6) | second;
  const third = (bytes[position + 2] ?? 0) & 0x3f;
  if (first < 0xf0) return ((first & 0x0f) << 12) | (second << 6) | third;
  return ((first & 0x07) << 18) | (second << 12) | (third << 6) | ((bytes[position + 3] ?? 0) & 0x3f);
}
