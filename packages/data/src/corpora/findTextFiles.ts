import { stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { CraftError } from '@craft/config';
import { glob, isDynamicPattern } from 'tinyglobby';

/** What a folder's text files end with. A file that is named itself, or by a pattern, may end with anything. */
const TEXT_ENDINGS = ['txt', 'text', 'md'];

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

/**
 * Finds the text files that paths stand for: files as they are, the files below a folder that end with `.txt`, `.text` or
 * `.md`, and what glob patterns match; each one once, those of a folder or pattern in the order of their paths.
 *
 * @throws CraftError `data.missing-file`, `data.empty-file`, `data.no-text-files` or `data.unreadable-file`
 */
export async function findTextFiles(paths: readonly string[]): Promise<FoundFiles> {
  const files = new Map<string, FoundFile>();
  const skipped: string[] = [];
  for (const path of paths) {
    const named = await look(resolve(path));
    if (named !== null && named !== 'folder') {
      if (named.bytes === 0) throw emptyFile(named.path);
      files.set(named.path, named);
      continue;
    }
    const isPattern = named === null && isDynamicPattern(path);
    if (named === null && !isPattern) throw missingFile(path);
    const matches = isPattern
      ? await match(path)
      : await match(`**/*.{${TEXT_ENDINGS.join(',')}}`, resolve(path));
    if (matches.length === 0) throw noTextFiles(path, isPattern);
    const found = await Promise.all(matches.map(look));
    const full = found.filter((file) => file !== null && file !== 'folder' && file.bytes > 0) as FoundFile[];
    if (full.length === 0) throw emptyFile(resolve(path), matches.length);
    for (const file of full) files.set(file.path, file);
    for (const file of found) {
      if (file !== null && file !== 'folder' && file.bytes === 0) skipped.push(`${file.path}: empty`);
    }
  }
  return { files: [...files.values()], skipped };
}

async function look(path: string): Promise<FoundFile | 'folder' | null> {
  try {
    const found = await stat(path, { bigint: true });
    if (found.isDirectory()) return 'folder';
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

async function match(pattern: string, folder?: string): Promise<string[]> {
  const found = await glob(pattern.replaceAll(sep, '/'), {
    absolute: true,
    onlyFiles: true,
    caseSensitiveMatch: false,
    ...(folder === undefined ? {} : { cwd: folder }),
  });
  return found.map((path) => resolve(path)).sort();
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

function missingFile(path: string): CraftError {
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

function noTextFiles(path: string, isPattern: boolean): CraftError {
  const endings = TEXT_ENDINGS.map((ending) => `.${ending}`).join(', ');
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
