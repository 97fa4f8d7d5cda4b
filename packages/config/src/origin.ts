import { isAbsolute, relative, resolve } from 'node:path';

/** A place in a file. A value of a `craft.config.js` has no line: code computed it. */
export interface FileOrigin {
  readonly kind: 'file';
  /** Absolute path. */
  readonly file: string;
  /** Counted from 1. */
  readonly line?: number | undefined;
  /** Counted from 1, in UTF-16 code units. */
  readonly column?: number | undefined;
  /** How many characters of the line to underline. */
  readonly length?: number | undefined;
  /** The text of that line. */
  readonly sourceLine?: string | undefined;
}

/** A place in an argument of the command line. */
export interface ArgumentOrigin {
  readonly kind: 'argument';
  /** Which argument, counted from 1; absent where nobody typed it. */
  readonly argument?: number | undefined;
  /** What to call it instead of `argument N`. */
  readonly label?: string | undefined;
  /** The whole argument as typed. */
  readonly text: string;
  /** Where in `text` the value or key starts, counted from 0, and how long it is. */
  readonly start: number;
  readonly length: number;
}

/** A value that nobody wrote: the schema's default. */
export interface DefaultOrigin {
  readonly kind: 'default';
  /** Whose default: `model gpt`, `training`. */
  readonly of: string;
}

/** Where a value came from. */
export type Origin = FileOrigin | ArgumentOrigin | DefaultOrigin;

/** The place of something that somebody wrote. */
export type WrittenOrigin = FileOrigin | ArgumentOrigin;

/** The origin, unless nobody wrote what it is the origin of. */
export function onlyWritten(origin: Origin | undefined): WrittenOrigin | undefined {
  return origin?.kind === 'default' ? undefined : origin;
}

/**
 * A file's name as people read it: from `cwd` where that is shorter than the absolute path, with forward
 * slashes on every system.
 */
export function displayFile(file: string, cwd: string = process.cwd()): string {
  if (!isAbsolute(file)) return file;
  const fromHere = relative(resolve(cwd), file);
  const shorter = fromHere !== '' && fromHere.length < file.length ? fromHere : file;
  return shorter.replaceAll('\\', '/');
}

/** An origin in one line: `configs/model/gpt.yaml:3:10`, `argument 2: model.nLayers=3`, `default of model gpt`. */
export function formatOrigin(origin: Origin, cwd?: string): string {
  switch (origin.kind) {
    case 'file': {
      const file = displayFile(origin.file, cwd);
      return origin.line === undefined ? file : `${file}:${origin.line}:${origin.column ?? 1}`;
    }
    case 'argument':
      return `${argumentLabel(origin)}: ${oneLine(origin.text)}`;
    case 'default':
      return `default of ${origin.of}`;
  }
}

const excerptWidth = 100;

/**
 * The place itself with the offending part underlined, or undefined where there is none to show (a default,
 * a value that code computed).
 *
 * @returns Lines, indented by two.
 */
export function formatExcerpt(origin: Origin, cwd?: string): string[] | undefined {
  if (origin.kind === 'default') return undefined;
  if (origin.kind === 'argument') {
    const prefix = `${argumentLabel(origin)}: `;
    const { text, start, length } = visiblePart(origin.text, origin.start, origin.length);
    return [`  ${prefix}${text}`, `  ${' '.repeat(prefix.length + start)}${'^'.repeat(length)}`];
  }
  const lines = [`  ${formatOrigin(origin, cwd)}`];
  if (origin.sourceLine === undefined || origin.line === undefined) return lines;
  const number = String(origin.line);
  const { text, start, length } = visiblePart(
    origin.sourceLine,
    (origin.column ?? 1) - 1,
    origin.length ?? 1,
  );
  lines.push(`    ${number} | ${text}`.trimEnd());
  lines.push(`    ${' '.repeat(number.length)} | ${' '.repeat(start)}${'^'.repeat(length)}`);
  return lines;
}

function argumentLabel(origin: ArgumentOrigin): string {
  return origin.label ?? (origin.argument === undefined ? 'argument' : `argument ${origin.argument}`);
}

/** Control characters would break the line or the terminal, so each becomes one visible character. */
function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (character) =>
    character === '\t' ? ' ' : character === '\n' ? '⏎' : '�',
  );
}

/** The part of a long line that holds the marked span. */
function visiblePart(
  line: string,
  start: number,
  length: number,
): { text: string; start: number; length: number } {
  const clean = oneLine(line);
  const marked = Math.max(1, Math.min(length, clean.length - start));
  if (clean.length <= excerptWidth) return { text: clean, start, length: marked };
  const from = Math.max(0, Math.min(start - 20, clean.length - excerptWidth));
  const head = from > 0 ? '…' : '';
  const tail = from + excerptWidth < clean.length ? '…' : '';
  return {
    text: `${head}${clean.slice(from, from + excerptWidth)}${tail}`,
    start: start - from + head.length,
    length: Math.min(marked, Math.max(1, excerptWidth - (start - from))),
  };
}
