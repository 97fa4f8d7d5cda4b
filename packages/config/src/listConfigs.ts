import { resolve } from 'node:path';
import { configFolders } from './compose.ts';
import type { NamedOption } from './configError.ts';
import { experimentFolder } from './configFolders.ts';
import { ConfigLibrary } from './configLibrary.ts';
import type { Project } from './project.ts';

/** One file that can be chosen. */
export interface ListedConfig extends NamedOption {
  readonly file: string;
  /** Whether it is one of those that come with the program. */
  readonly shipped: boolean;
}

/** Where to look: as in `compose`. */
export interface ListOptions {
  readonly project?: Pick<Project, 'configDirs'> | undefined;
  readonly shippedDir?: string | undefined;
}

/** Everything that `group=option` can choose, by group, each with a line of description. */
export async function listGroups(options: ListOptions): Promise<Record<string, ListedConfig[]>> {
  const groups = await new ConfigLibrary(configFolders(options)).groups();
  const lists = await Promise.all(groups.map((group) => listFolder(group, options)));
  return Object.fromEntries(groups.map((group, index) => [group, lists[index] ?? []]));
}

/** All experiments, each with a line of description. */
export function listExperiments(options: ListOptions): Promise<ListedConfig[]> {
  return listFolder(experimentFolder, options);
}

/** All files of one folder of the config folders, each with a line of description: also of one that is no group. */
export async function listFolder(folder: string, options: ListOptions): Promise<ListedConfig[]> {
  const folders = configFolders(options);
  const shipped = options.shippedDir === undefined ? -1 : folders.indexOf(resolve(options.shippedDir));
  const found = await new ConfigLibrary(folders).describe(folder);
  return found.map(({ name, description, file, folder: index }) => ({
    name,
    description,
    file,
    shipped: index === shipped,
  }));
}
