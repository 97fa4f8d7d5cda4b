import type * as fs from 'node:fs';
import type * as os from 'node:os';
import type * as path from 'node:path';
import { textHash } from '../../kernelChoices.ts';

/** Where choices are kept between processes. */
export interface ChoiceStore {
  /** A path in Node, a key of `localStorage` in pages. */
  readonly place: string;
  /** What is kept; null where nothing is. Throws where it cannot be read. */
  read(): string | null;
  /** Replaces it in one step. Throws where that cannot be. */
  write(text: string): void;
}

interface NodeProcess {
  readonly versions: { readonly node?: string };
  readonly platform: string;
  readonly pid: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  getBuiltinModule(name: 'node:fs'): typeof fs;
  getBuiltinModule(name: 'node:os'): typeof os;
  getBuiltinModule(name: 'node:path'): typeof path;
}

/** The store for an adapter: a file in the user's cache folder, `localStorage` in pages, null where there is none. */
export function choiceStore(adapter: string): ChoiceStore | null {
  const { process } = globalThis as { process?: NodeProcess };
  const words = adapter.toLowerCase().match(/[a-z0-9.]+/g) ?? [];
  const name = `kernels-${words.join('-').slice(0, 60)}-${textHash(adapter).slice(0, 8)}`;
  return process?.versions.node ? fileStore(process, `${name}.json`) : pageStore(`craft/${name}`);
}

/** The folder for what can be made again: as the system has it, else `~/.cache`. */
function cacheFolder(process: NodeProcess): string {
  const { homedir } = process.getBuiltinModule('node:os');
  const path = process.getBuiltinModule('node:path');
  const join = (...parts: string[]) => path.join(...parts);
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, 'craft');
  if (process.platform === 'win32') {
    return join(LOCALAPPDATA || join(homedir(), 'AppData', 'Local'), 'craft', 'cache');
  }
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'craft');
  return join(homedir(), '.cache', 'craft');
}

function fileStore(process: NodeProcess, name: string): ChoiceStore {
  const { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } = process.getBuiltinModule('node:fs');
  const path = process.getBuiltinModule('node:path');
  const folder = cacheFolder(process);
  const place = path.join(folder, name);
  return {
    place,
    read() {
      try {
        return readFileSync(place, 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw error;
      }
    },
    write(text) {
      mkdirSync(folder, { recursive: true });
      const aside = `${place}.tmp-${process.pid}`;
      try {
        writeFileSync(aside, text);
        renameSync(aside, place);
      } catch (error) {
        rmSync(aside, { force: true });
        throw error;
      }
    },
  };
}

function pageStore(place: string): ChoiceStore | null {
  let storage: Storage | undefined;
  try {
    // Workers have none, and a page may be forbidden to ask for it.
    storage = (globalThis as { localStorage?: Storage }).localStorage;
  } catch {
    return null;
  }
  if (!storage) return null;
  const kept = storage;
  return { place, read: () => kept.getItem(place), write: (text) => kept.setItem(place, text) };
}
