import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

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
 */
export function replaceFile(path: string, content: string | Uint8Array): void {
  const aside = join(dirname(path), `.${basename(path)}.tmp-${process.pid}`);
  try {
    writeSynced(aside, content);
    renameSync(aside, path);
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
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
