import { readdir, type Dirent } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { CraftError } from '@craft/config';
import { glob, isDynamicPattern } from 'tinyglobby';
import type { OpenOptions } from './corpus.ts';

/** What a folder's text files end with. A file that is named itself, or by a pattern, may end with anything. */
const TEXT_ENDINGS = ['txt', 'text', 'md'] as const;
/** And what may follow where they are compressed. */
const COMPRESSED_ENDINGS = ['gz', 'bz2', 'zst'] as const;

/** A file to read, before it was opened. */
export interface FoundFile {
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** What tells one state of the file from another: size and times to the nanosecond. */
  readonly stamp: string;
}

/** The files that paths stand for. */
export interface FoundFiles {
  readonly files: readonly FoundFile[];
  /** Files that are empty and were left out. */
  readonly skipped: readonly string[];
}

/** How many files are asked for their size at once. */
const LOOKS_AT_ONCE = 256;
const REPORT_MILLISECONDS = 100;

/**
 * Finds the text files that paths stand for: files as they are, the files below a folder that end with `.txt`, `.text` or
 * `.md`, compressed or not, and what glob patterns match; each one once, those of a folder or pattern in the order of their
 * paths.
 *
 * @param endings what the files of a folder end with instead
 * @throws CraftError `data.missing-file`, `data.empty-file`, `data.no-text-files`, `data.unreadable-file`, or
 * `data.not-regular-file` for a pipe or a device
 */
export async function findTextFiles(
  paths: readonly string[],
  options: OpenOptions = {},
  endings: readonly string[] = TEXT_ENDINGS,
): Promise<FoundFiles> {
  const files = new Map<string, FoundFile>();
  const skipped: string[] = [];
  for (const path of paths) {
    if (isAddress(path)) throw address(path);
    const named = await look(resolve(path));
    if (isOther(named)) throw notRegular(named);
    if (named !== null && named !== 'folder') {
      if (named.bytes === 0) throw emptyFile(named.path);
      files.set(named.path, named);
      continue;
    }
    const isPattern = named === null && isDynamicPattern(path);
    if (named === null && !isPattern) throw missingFile(path);
    const matches = isPattern
      ? await match(path, options)
      : await match(folderPattern(endings), options, resolve(path));
    if (matches.length === 0) throw noTextFiles(path, isPattern, endings);
    const found = await lookAtAll(matches, options.signal);
    const full = found.filter(({ bytes }) => bytes > 0);
    if (full.length === 0) throw emptyFile(resolve(path), matches.length);
    for (const file of full) files.set(file.path, file);
    for (const file of found) if (file.bytes === 0) skipped.push(`${file.path}: empty`);
  }
  return { files: [...files.values()], skipped };
}

function folderPattern(endings: readonly string[]): string {
  const compressed = COMPRESSED_ENDINGS.map((ending) => `.${ending}`);
  return `**/*.{${endings.join(',')}}{,${compressed.join(',')}}`;
}

/** What is at the paths, without what is gone by now, or is neither a file nor a link to one. */
async function lookAtAll(paths: readonly string[], signal: AbortSignal | undefined): Promise<FoundFile[]> {
  const files: FoundFile[] = [];
  for (let index = 0; index < paths.length; index += LOOKS_AT_ONCE) {
    signal?.throwIfAborted();
    const found = await Promise.all(paths.slice(index, index + LOOKS_AT_ONCE).map(look));
    for (const file of found) if (file !== null && file !== 'folder' && !isOther(file)) files.push(file);
  }
  return files;
}

/** Something that has a path and is neither a file nor a folder. */
interface Other {
  readonly path: string;
  readonly what: string;
}

type Look = FoundFile | Other | 'folder' | null;

function isOther(look: Look): look is Other {
  return look !== null && look !== 'folder' && 'what' in look;
}

async function look(path: string): Promise<Look> {
  try {
    const found = await stat(path, { bigint: true });
    if (found.isDirectory()) return 'folder';
    if (!found.isFile()) {
      const what = found.isFIFO() ? 'a pipe' : found.isSocket() ? 'a socket' : 'a device';
      return { path, what };
    }
    return {
      path,
      bytes: Number(found.size),
      modified: Number(found.mtimeMs),
      stamp: [path, found.size, found.mtimeNs, found.ctimeNs, found.ino].join(' '),
    };
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return null;
    throw unreadableFile(path, error);
  }
}

async function match(pattern: string, options: OpenOptions, folder?: string): Promise<string[]> {
  const { signal } = options;
  const search = glob(pattern.replaceAll(sep, '/'), {
    absolute: true,
    onlyFiles: true,
    caseSensitiveMatch: false,
    ...(folder === undefined ? {} : { cwd: folder }),
    ...(signal === undefined ? {} : { signal }),
    fs: { readdir: watched(options) as typeof readdir },
  });
  const found = await (signal === undefined ? search : Promise.race([search, rejected(signal)]));
  signal?.throwIfAborted();
  return found.map((path) => resolve(path)).sort();
}

type OnEntries = (error: NodeJS.ErrnoException | null, entries: Dirent[]) => void;

/** `readdir` that counts what it finds, and finds nothing more once the search is to end. */
function watched({ signal, onLook }: OpenOptions) {
  let names = 0;
  let reported = performance.now();
  return (path: string, options: { withFileTypes: true }, done: OnEntries): void => {
    if (signal?.aborted) {
      done(null, []);
      return;
    }
    readdir(path, options, (error, entries) => {
      // Absent after an error, whatever the types say.
      names += (entries as Dirent[] | undefined)?.length ?? 0;
      if (performance.now() - reported > REPORT_MILLISECONDS) {
        reported = performance.now();
        onLook?.(names);
      }
      done(error, entries);
    });
  };
}

function rejected(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

/** Makes the error for a file that cannot be read. */
export function unreadableFile(path: string, cause: unknown): CraftError {
  const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  return new CraftError(`${path}: expected a file that can be read but received ${reason}`, {
    code: 'data.unreadable-file',
    hint: 'Check that the file is still there and that you may read it.',
    cause,
  });
}

function isAddress(path: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(path);
}

function address(path: string): CraftError {
  return new CraftError(
    `data.path: expected a file, a folder or a pattern but received an address, ${path}`,
    {
      code: 'data.address',
      hint: 'Nothing is downloaded: save the text to a file, and give its path.',
    },
  );
}

function notRegular({ path, what }: Other): CraftError {
  return new CraftError(
    `data.path: expected a regular file, a folder or a pattern but received ${what} at ${path}`,
    {
      code: 'data.not-regular-file',
      hint: 'The text is read twice: write it to a file first.',
    },
  );
}

/** Makes the error for a path that nothing is at. */
export function missingFile(path: string): CraftError {
  return new CraftError(
    `data.path: expected a text file, a folder or a pattern but found nothing at ${resolve(path)}`,
    {
      code: 'data.missing-file',
      hint: 'Check the spelling; a path that is not absolute counts from the current folder.',
    },
  );
}

/** Makes the error for a file, or several, without text. */
export function emptyFile(path: string, count?: number): CraftError {
  const what =
    count === undefined ? 'an empty file' : count === 1 ? 'one empty file' : `${count} empty files`;
  return new CraftError(`${path}: expected text but received ${what}`, {
    code: 'data.empty-file',
    hint: 'Give data.path a file that has text in it.',
  });
}

function noTextFiles(path: string, isPattern: boolean, known: readonly string[]): CraftError {
  const endings = known.map((ending) => `.${ending}`).join(', ');
  return isPattern
    ? new CraftError(`data.path: expected a pattern that matches files but ${path} matches none`, {
        code: 'data.no-text-files',
        hint: 'Quote the pattern so that the shell leaves it alone; **/ stands for any folders.',
      })
    : new CraftError(
        `${resolve(path)}: expected a folder with text files (${endings}) but received one without`,
        {
          code: 'data.no-text-files',
          hint: 'For files with other endings give a pattern, such as "folder/**/*.csv".',
        },
      );
}
