import { mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { CraftError } from '@craft/config';

/** A folder that a process has not touched for this long was left behind. */
const ABANDONED_MILLISECONDS = 24 * 3_600_000;
const TEMPORARY = /^[0-9a-f]{32}\.(?:tmp|old)-(?<host>.+)-(?<pid>\d+)-\d+$/;

let temporaryFolders = 0;

/** A name beside the final one that no other process uses. */
function temporaryName(final: string, kind: 'tmp' | 'old'): string {
  const host = hostname().replaceAll(/[^\w.]/g, '_');
  return `${final}.${kind}-${host}-${process.pid}-${temporaryFolders++}`;
}

/** Writes a file and makes sure that it is on the disk. */
export async function writeDurably(path: string, text: string): Promise<void> {
  const handle = await open(path, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes a small file so that readers see all of it or none. */
export async function writeAtomically(path: string, text: string): Promise<void> {
  const temporary = temporaryName(path, 'tmp');
  try {
    await writeFile(temporary, text);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * Makes a folder by filling it under another name and renaming it when it is complete: whoever sees the final name sees
 * everything. Of several processes that make the same folder at once, the first wins and the others drop theirs.
 *
 * @param isGood whether what has the final name already may stay; what may not is replaced
 * @throws CraftError `data.cache-not-writable` when the folder cannot be made; what `fill` throws passes through
 */
export async function makeFolder(
  final: string,
  fill: (folder: string) => Promise<void>,
  isGood: (folder: string) => Promise<boolean>,
): Promise<void> {
  const parent = dirname(final);
  const temporary = temporaryName(final, 'tmp');
  try {
    await mkdir(parent, { recursive: true });
    await removeAbandoned(parent);
    await mkdir(temporary);
  } catch (cause) {
    throw notWritable(parent, cause);
  }
  try {
    await fill(temporary);
    await syncFolder(temporary);
    await moveIntoPlace(temporary, final, isGood);
    await syncFolder(parent);
  } catch (error) {
    throw isSystemError(error, 'ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM')
      ? notWritable(parent, error)
      : error;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function moveIntoPlace(
  temporary: string,
  final: string,
  isGood: (folder: string) => Promise<boolean>,
): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await rename(temporary, final);
      return;
    } catch (error) {
      // What another process put there: EPERM and EACCES are how Windows says it.
      const isTaken =
        isSystemError(error, 'ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EPERM', 'EACCES') && (await exists(final));
      if (!isTaken || attempt >= 5) throw error;
    }
    if (await isGood(final)) return;
    const old = temporaryName(final, 'old');
    await rename(final, old).catch(ignoreMissing);
    await rm(old, { recursive: true, force: true });
  }
}

/** Removes what processes left behind that were killed while they filled a folder. */
async function removeAbandoned(parent: string): Promise<void> {
  const host = hostname().replaceAll(/[^\w.]/g, '_');
  for (const name of await readdir(parent)) {
    const groups = TEMPORARY.exec(name)?.groups;
    if (!groups) continue;
    const path = join(parent, name);
    const isDead = groups.host === host && !isRunning(Number(groups.pid));
    if (isDead || (await isUntouched(path))) await rm(path, { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !isSystemError(error, 'ESRCH');
  }
}

async function isUntouched(path: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(path)).mtimeMs > ABANDONED_MILLISECONDS;
  } catch {
    return false;
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Makes renames inside a folder last through a power cut, on systems that can. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isSystemError(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

function ignoreMissing(error: unknown): void {
  if (!isSystemError(error, 'ENOENT')) throw error;
}

function notWritable(folder: string, cause: unknown): CraftError {
  const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  return new CraftError(
    `${folder}: expected a folder that prepared data can be written to but received ${reason}`,
    {
      code: 'data.cache-not-writable',
      hint: 'Free some space, or choose a folder that you may write to.',
      cause,
    },
  );
}
