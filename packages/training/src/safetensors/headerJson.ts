/** A JSON value with numbers as they are written, and objects as maps in which nothing is special. */
export type HeaderJson = string | boolean | null | HeaderNumber | HeaderJson[] | Map<string, HeaderJson>;

/** A number before anybody decides what it fits into: offsets are u64, which a JavaScript number is not. */
export class HeaderNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Why a text is not the JSON that a header may be. */
export class HeaderJsonError extends Error {
  /** Position in the text. */
  readonly at: number;
  /** The key that stands twice in one object. */
  readonly duplicate: string | undefined;

  constructor(message: string, at: number, duplicate?: string) {
    super(message);
    this.at = at;
    this.duplicate = duplicate;
  }
}

const deepest = 64;
const space = /[ \t\n\r]*/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const string = /"(?:[^"\\]|\\.)*"/y;
const word = /true|false|null/y;

/**
 * Parses JSON (RFC 8259) more strictly than `JSON.parse`: a key that stands twice, a lone surrogate and
 * nesting deeper than 64 are errors. A key such as `__proto__` is a key like any other.
 *
 * @throws HeaderJsonError with the position.
 */
export function parseHeaderJson(text: string): HeaderJson {
  let at = 0;

  function take(pattern: RegExp): string | undefined {
    pattern.lastIndex = at;
    const match = pattern.exec(text)?.[0];
    if (match !== undefined) at += match.length;
    return match;
  }

  function fail(expected: string): never {
    const found = at < text.length ? JSON.stringify(text.slice(at, at + 12)) : 'the end';
    throw new HeaderJsonError(`expected ${expected} but received ${found}`, at);
  }

  function punctuation(character: string): boolean {
    take(space);
    if (text[at] !== character) return false;
    at += 1;
    return true;
  }

  function stringValue(): string | undefined {
    const start = at;
    const raw = take(string);
    if (raw === undefined) return undefined;
    let value: string;
    try {
      value = JSON.parse(raw) as string;
    } catch {
      throw new HeaderJsonError('an escape or control character in a string that JSON does not have', start);
    }
    if (/\p{Surrogate}/u.test(value)) throw new HeaderJsonError('a lone surrogate in a string', start);
    return value;
  }

  function value(depth: number): HeaderJson {
    if (depth > deepest) throw new HeaderJsonError(`nested deeper than ${deepest}`, at);
    take(space);
    if (punctuation('{')) return object(depth);
    if (punctuation('[')) return array(depth);
    const quoted = stringValue();
    if (quoted !== undefined) return quoted;
    const literal = take(word);
    if (literal !== undefined) return literal === 'null' ? null : literal === 'true';
    const digits = take(number);
    return digits === undefined ? fail('a JSON value') : new HeaderNumber(digits);
  }

  function object(depth: number): Map<string, HeaderJson> {
    const entries = new Map<string, HeaderJson>();
    if (punctuation('}')) return entries;
    do {
      take(space);
      const start = at;
      const key = stringValue() ?? fail('a key in quotes');
      if (entries.has(key))
        throw new HeaderJsonError(`the key ${JSON.stringify(key)} stands twice`, start, key);
      if (!punctuation(':')) fail('":"');
      entries.set(key, value(depth + 1));
    } while (punctuation(','));
    if (!punctuation('}')) fail('"," or "}"');
    return entries;
  }

  function array(depth: number): HeaderJson[] {
    const items: HeaderJson[] = [];
    if (punctuation(']')) return items;
    do items.push(value(depth + 1));
    while (punctuation(','));
    if (!punctuation(']')) fail('"," or "]"');
    return items;
  }

  const parsed = value(0);
  take(space);
  if (at < text.length) fail('the end');
  return parsed;
}
