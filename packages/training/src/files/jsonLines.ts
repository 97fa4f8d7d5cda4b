import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
} from 'node:fs';
import { diskError } from './diskError.ts';
import { replaceFile } from './durable.ts';

/**
 * The lines of a JSON Lines file, oldest first; none where there is no file. A last line without its newline is
 * what a killed process leaves behind: it is left out. A whole line that is no JSON is left out as well: one
 * flipped bit must not make a run unreadable.
 */
export function readJsonLines(path: string): unknown[] {
  if (!existsSync(path)) return [];
  return wholeLines(readFileSync(path, 'utf8')).flatMap((line) => {
    const value = parse(line);
    return value === undefined ? [] : [value];
  });
}

/** Appends lines to a file as they come. What is appended has left the process when `append` returns. */
export class JsonLinesWriter {
  readonly #path: string;
  readonly #file: number;
  #closed = false;

  /** Opens the file, made where it does not exist, and cuts off what a killed process left of a last line. */
  constructor(path: string) {
    if (existsSync(path)) cutTornLine(path);
    this.#path = path;
    this.#file = openSync(path, 'a');
  }

  /** @throws CraftError `file.write` where the disk is full */
  append(value: unknown): void {
    if (this.#closed) return;
    try {
      writeSync(this.#file, `${JSON.stringify(value)}\n`);
    } catch (error) {
      throw diskError(error, `${this.#path}: the file cannot be written`, { code: 'file.write' });
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    closeSync(this.#file);
  }
}

/** Keeps the lines that `keep` accepts, in one step. Returns how many were dropped. */
export function filterJsonLines(path: string, keep: (value: unknown) => boolean): number {
  if (!existsSync(path)) return 0;
  const before = readFileSync(path, 'utf8');
  const lines = wholeLines(before);
  const kept = lines.filter((line) => {
    const value = parse(line);
    return value !== undefined && keep(value);
  });
  const after = kept.map((line) => `${line}\n`).join('');
  if (after !== before) replaceFile(path, after);
  return lines.length - kept.length;
}

function wholeLines(text: string): string[] {
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line.trim() !== '');
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

function cutTornLine(path: string): void {
  const file = openSync(path, 'r+');
  try {
    const { size } = fstatSync(file);
    const chunk = new Uint8Array(65536);
    let end = size;
    while (end > 0) {
      const begin = Math.max(0, end - chunk.length);
      const read = readSync(file, chunk, 0, end - begin, begin);
      const newline = chunk.subarray(0, read).lastIndexOf(10);
      end = newline === -1 ? begin : begin + newline + 1;
      if (newline !== -1) break;
    }
    if (end < size) ftruncateSync(file, end);
  } finally {
    closeSync(file);
  }
}
