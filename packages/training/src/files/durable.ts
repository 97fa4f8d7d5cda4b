import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { diskError } from './diskError.ts';

/** Writes a file and returns once it is on the disk. */
export function writeSynced(path: string, content: string | Uint8Array): void {
  const file = openSync(path, 'w');
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * Replaces a file in one step: whoever reads it, also after a crash, finds the old content or the new one,
 * never a part.
 *
 * @throws CraftError `file.write` where the disk is full or may not be written; the old content stays
 */
export function replaceFile(path: string, content: string | Uint8Array): void {
  const aside = join(dirname(path), `.${basename(path)}.tmp-${process.pid}`);
  try {
    writeSynced(aside, content);
    renameSync(aside, path);
  } catch (error) {
    discard(aside);
    throw diskError(error, `${path}: the file cannot be written`, { code: 'file.write' });
  }
  syncFolder(dirname(path));
}

/** Deletes what was being written, as far as the disk lets us: what went wrong first is what people must hear of. */
export function discard(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // It has a name that nobody takes for anything whole.
  }
}

/** Puts a folder's entries (files made, renamed, deleted) on the disk, where the system can do that. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return; // A folder cannot be opened there; NTFS journals its entries.
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
