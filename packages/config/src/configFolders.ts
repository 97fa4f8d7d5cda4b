import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** The folder whose files are changes to the whole configuration. */
export const experimentFolder = 'experiment';
/** Folders under `configs/` whose files do not land at a key of their own. */
const otherFolders: ReadonlySet<string> = new Set([experimentFolder, 'sweep']);

/** Whether a folder's files are changes to a section, or something of their own. */
export function isGroupFolder(folder: string): boolean {
  return !otherFolders.has(folder);
}

const optionName = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*(\/[\p{L}\p{N}_][\p{L}\p{N}_.-]*)*$/u;
const extensions = ['.yaml', '.yml'];

/** Where a group's option stands, and in which of the config folders. */
export interface OptionFile {
  readonly name: string;
  readonly file: string;
  /** Index of the config folder, 0 being the one that is asked first. */
  readonly folder: number;
}

/**
 * Finds `<folder>/<group>/<name>.yaml` in the first config folder that has it.
 *
 * @param from Index of the first folder to ask.
 */
export function findOption(
  folders: readonly string[],
  group: string,
  name: string,
  from = 0,
): OptionFile | undefined {
  // A name is a name: nothing that climbs out of the folder.
  if (!optionName.test(name)) return undefined;
  for (const [offset, folder] of folders.slice(from).entries()) {
    for (const extension of extensions) {
      const file = join(folder, group, `${name}${extension}`);
      if (existsSync(file)) return { name, file, folder: from + offset };
    }
  }
  return undefined;
}

/** All options of a group by name; where two folders have one of the same name, the one that `findOption` takes. */
export async function listOptionFiles(folders: readonly string[], group: string): Promise<OptionFile[]> {
  const found = new Map<string, OptionFile>();
  for (const [index, folder] of folders.entries()) {
    const root = join(folder, group);
    const entries = existsSync(root) ? await readdir(root, { recursive: true }) : [];
    for (const entry of entries.sort()) {
      const extension = extensions.find((candidate) => entry.endsWith(candidate));
      if (extension === undefined) continue;
      const name = entry.slice(0, -extension.length).split(sep).join('/');
      if (optionName.test(name) && !found.has(name))
        found.set(name, { name, file: join(root, entry), folder: index });
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The groups: every folder in a config folder whose files land at the key of the folder's name. */
export async function listGroupNames(folders: readonly string[]): Promise<string[]> {
  const names = new Set<string>();
  for (const folder of folders) {
    const entries = existsSync(folder) ? await readdir(folder, { withFileTypes: true }) : [];
    for (const entry of entries) {
      if (entry.isDirectory() && !entry.name.startsWith('.') && !otherFolders.has(entry.name))
        names.add(entry.name);
    }
  }
  return [...names].sort();
}
