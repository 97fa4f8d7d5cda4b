import {
  CharacterClasses,
  codePointAt,
  LETTER,
  NUMBER,
  OTHER,
  sequenceBytes,
  SPACE,
} from './characterClasses.ts';

/** How text is cut into pieces, which tokens never reach across. */
export type SplitPatternName = 'gpt2' | 'gpt4';

/** A split pattern: the regular expression that Hugging Face's libraries read, and a scanner that finds the same pieces. */
export interface SplitPattern {
  readonly name: SplitPatternName;
  readonly regex: string;
  readonly classes: CharacterClasses;
  /** Where the piece ends that begins at `start`, in well-formed UTF-8 that ends at `end`; always beyond `start`. */
  pieceEnd(bytes: Uint8Array, start: number, end: number): number;
}

/** No piece is longer than this: what is longer is cut, so that memory does not grow with a text without spaces. */
export const MAX_PIECE_BYTES = 4 << 20;

const APOSTROPHE = 0x27;
const BLANK = 0x20;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const TO_LOWER = 0x20;

/** The end of `'s`, `'t`, `'re`, `'ve`, `'m`, `'ll` or `'d`; 0 where there is none. */
function contractionEnd(bytes: Uint8Array, start: number, end: number, fold: number): number {
  if (start + 1 >= end) return 0;
  const first = (bytes[start + 1] ?? 0) | fold;
  // s, t, m, d
  if (first === 0x73 || first === 0x74 || first === 0x6d || first === 0x64) return start + 2;
  if (start + 2 >= end) return 0;
  const second = (bytes[start + 2] ?? 0) | fold;
  const isPair =
    ((first === 0x72 || first === 0x76) && second === 0x65) || (first === 0x6c && second === 0x6c);
  return isPair ? start + 3 : 0;
}

/** The end of the characters of one class from `start` on. */
function runEnd(
  classes: CharacterClasses,
  ascii: Uint8Array,
  bytes: Uint8Array,
  start: number,
  end: number,
  wanted: number,
): number {
  let position = start;
  while (position < end) {
    const byte = bytes[position] ?? 0;
    if (byte < 0x80) {
      if (ascii[byte] !== wanted) break;
      position++;
    } else {
      if (classes.of(codePointAt(bytes, position)) !== wanted) break;
      position += sequenceBytes(byte);
    }
  }
  return position;
}

/** White space that ends at `run`: all of it at the end of the text, else all but its last character, which the next piece takes. */
function spaceEnd(bytes: Uint8Array, start: number, run: number, end: number): number {
  if (run === end) return end;
  let last = run - 1;
  while (((bytes[last] ?? 0) & 0xc0) === 0x80) last--;
  return last > start ? last : run;
}

function isLineBreak(byte: number | undefined): boolean {
  return byte === LINE_FEED || byte === RETURN;
}

function gpt2Pattern(): SplitPattern {
  // Hugging Face's JavaScript library runs this pattern with JavaScript's own \s.
  const classes = new CharacterClasses(/\s/u);
  const { ascii } = classes;
  return {
    name: 'gpt2',
    regex: String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`,
    classes,
    pieceEnd(bytes, start, end) {
      const first = bytes[start] ?? 0;
      if (first === APOSTROPHE) {
        const contraction = contractionEnd(bytes, start, end, 0);
        if (contraction > 0) return contraction;
      }
      const body = first === BLANK && start + 1 < end ? start + 1 : start;
      const kind = classes.of(codePointAt(bytes, body));
      if (kind !== SPACE) return runEnd(classes, ascii, bytes, body, end, kind);
      return spaceEnd(bytes, start, runEnd(classes, ascii, bytes, start, end, SPACE), end);
    },
  };
}

function gpt4Pattern(): SplitPattern {
  const classes = new CharacterClasses(/\p{White_Space}/u);
  const { ascii } = classes;
  return {
    name: 'gpt4',
    regex: String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
    classes,
    pieceEnd(bytes, start, end) {
      const first = bytes[start] ?? 0;
      if (first === APOSTROPHE) {
        const contraction = contractionEnd(bytes, start, end, TO_LOWER);
        if (contraction > 0) return contraction;
      }
      const kind = classes.of(codePointAt(bytes, start));
      if (kind === LETTER) return runEnd(classes, ascii, bytes, start, end, LETTER);
      const second = start + sequenceBytes(first);
      if (kind === NUMBER) {
        let position = second;
        for (let count = 1; count < 3 && position < end; count++) {
          if (classes.of(codePointAt(bytes, position)) !== NUMBER) break;
          position += sequenceBytes(bytes[position] ?? 0);
        }
        return position;
      }
      const next = second < end ? classes.of(codePointAt(bytes, second)) : 0;
      if (next === LETTER && !isLineBreak(first)) return runEnd(classes, ascii, bytes, second, end, LETTER);
      if (kind === OTHER || (first === BLANK && next === OTHER)) {
        let position = runEnd(classes, ascii, bytes, kind === OTHER ? start : second, end, OTHER);
        while (position < end && isLineBreak(bytes[position])) position++;
        return position;
      }
      const run = runEnd(classes, ascii, bytes, start, end, SPACE);
      for (let position = run - 1; position >= start; position--)
        if (isLineBreak(bytes[position])) return position + 1;
      return spaceEnd(bytes, start, run, end);
    },
  };
}

const makers: Readonly<Record<SplitPatternName, () => SplitPattern>> = {
  gpt2: gpt2Pattern,
  gpt4: gpt4Pattern,
};
const made = new Map<SplitPatternName, SplitPattern>();

/** The names of all patterns. */
export const splitPatternNames = ['gpt2', 'gpt4'] as const;

/** A pattern by its name. */
export function splitPattern(name: SplitPatternName): SplitPattern {
  const known = made.get(name) ?? makers[name]();
  made.set(name, known);
  return known;
}
