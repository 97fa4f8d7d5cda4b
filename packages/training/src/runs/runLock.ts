import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CraftError } from '@craft/config';
import { processStart } from './processState.ts';

/** Who writes to a run folder. */
export interface LockOwner {
  readonly pid: number;
  /** When that process started, as its system tells it. */
  readonly start: string;
  readonly host: string;
  /** Tells apart two locks of one process. */
  readonly token: string;
}

const fileName = 'lock.json';
let taken = 0;

/** The right to write to a run folder: held by one process at a time. */
export class RunLock {
  readonly #path: string;
  readonly #owner: LockOwner;

  private constructor(path: string, owner: LockOwner) {
    this.#path = path;
    this.#owner = owner;
  }

  /**
   * Takes the lock. One that a dead process left behind is taken over.
   *
   * @throws CraftError `run.locked` where another process holds it, naming that process
   */
  static async acquire(folder: string): Promise<RunLock> {
    const path = join(folder, fileName);
    const start = processStart(process.pid) ?? '';
    const owner = { pid: process.pid, start, host: hostname(), token: `${process.pid}-${start}-${++taken}` };
    for (let attempt = 0; attempt < 10; attempt++) {
      try {
        writeFileSync(path, JSON.stringify(owner), { flag: 'wx' });
        return new RunLock(path, owner);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = readOwner(path);
      // A file without its content yet: its owner is between making and filling it.
      if (holder && isHolding(holder)) throw lockedError(folder, holder);
      if (!holder && attempt < 5) await sleep(20);
      else setAside(path, owner, holder);
    }
    throw lockedError(folder, readOwner(path));
  }

  /** Gives the lock back, where it is still this one. */
  release(): void {
    if (readOwner(this.#path)?.token === this.#owner.token) rmSync(this.#path, { force: true });
  }
}

/**
 * Refuses a run that another process writes to, whose files may change while they are read.
 *
 * @throws CraftError `run.locked` naming that process
 */
export function assertNotRunning(folder: string): void {
  const holder = runningOwner(folder);
  if (holder) throw lockedError(folder, holder);
}

/** The living process that writes to a run folder, if there is one. */
export function runningOwner(folder: string): LockOwner | undefined {
  const owner = readOwner(join(folder, fileName));
  return owner && isHolding(owner) ? owner : undefined;
}

function isHolding(owner: LockOwner): boolean {
  if (owner.host !== hostname()) return true; // Nothing is known about processes elsewhere.
  const start = processStart(owner.pid);
  return start !== undefined && (start === owner.start || start === '' || owner.start === '');
}

/** Moves a dead process's lock away, so that exactly one of those who saw it dead goes on. */
function setAside(path: string, owner: LockOwner, seen: LockOwner | undefined): void {
  const aside = `${path}.dead-${owner.token}`;
  try {
    renameSync(path, aside);
  } catch {
    return; // Somebody else was first.
  }
  const moved = readOwner(aside);
  if (moved && moved.token !== seen?.token) {
    // Somebody took the lock over between our look and our move: it is theirs.
    try {
      writeFileSync(path, JSON.stringify(moved), { flag: 'wx' });
    } catch {
      // And has been replaced already.
    }
  }
  rmSync(aside, { force: true });
}

function readOwner(path: string): LockOwner | undefined {
  try {
    const owner = JSON.parse(readFileSync(path, 'utf8')) as Partial<LockOwner> | null;
    const { pid, start, host, token } = owner ?? {};
    if (typeof pid !== 'number' || typeof start !== 'string' || typeof host !== 'string') return undefined;
    return { pid, start, host, token: typeof token === 'string' ? token : '' };
  } catch {
    return undefined;
  }
}

function lockedError(folder: string, holder: LockOwner | undefined): CraftError {
  const elsewhere = holder !== undefined && holder.host !== hostname();
  const who = holder ? `process ${holder.pid}${elsewhere ? ` on ${holder.host}` : ''}` : 'another process';
  return new CraftError(`${folder}: expected a run that nobody writes to, but ${who} does`, {
    code: 'run.locked',
    hint: elsewhere
      ? `Where that process is gone, delete ${join(folder, fileName)}.`
      : 'Wait until it is done, or stop it; its state is saved.',
  });
}
