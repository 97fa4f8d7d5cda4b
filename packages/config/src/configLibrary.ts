import type { ConfigIssue, NamedOption } from './configError.ts';
import type { ConfigFile, FileRole, ReadResult, Reference } from './configFile.ts';
import { readConfigFile } from './configFile.ts';
import type { OptionFile } from './configFolders.ts';
import {
  experimentFolder,
  findOption,
  isGroupFolder,
  listGroupNames,
  listOptionFiles,
} from './configFolders.ts';
import { didYouMean, nearestName } from './nearestName.ts';

/** A file that an experiment or option consists of, the most basic first. */
export interface LoadedFile extends ConfigFile {
  readonly name: string;
}

const maxFilesPerName = 100;

/** One option or experiment while its files are gathered. */
interface Loading {
  readonly group: string;
  readonly chain: LoadedFile[];
  tooMany: boolean;
}

/**
 * The config folders of one composition: finds and reads group files and experiments with all they extend, each
 * file once, and gathers what is wrong with them.
 */
export class ConfigLibrary {
  readonly issues: ConfigIssue[] = [];
  readonly #folders: readonly string[];
  readonly #read = new Map<string, Promise<ReadResult>>();
  #groups: Promise<readonly string[]> | undefined;

  /** @param folders Config folders, the one that wins first. */
  constructor(folders: readonly string[]) {
    this.#folders = folders;
  }

  /** Names of the groups that have files. */
  groups(): Promise<readonly string[]> {
    this.#groups ??= listGroupNames(this.#folders);
    return this.#groups;
  }

  /** Whether files for this key can exist. */
  async hasGroup(name: string): Promise<boolean> {
    return (await this.groups()).includes(name);
  }

  /**
   * The files that make up one option or experiment: what it extends first, itself last.
   *
   * @returns undefined where one of them is missing or broken; `issues` then says why.
   */
  async load(group: string, reference: Reference): Promise<LoadedFile[] | undefined> {
    const loading: Loading = { group, chain: [], tooMany: false };
    if (isGroupFolder(group) && !(await this.hasGroup(group))) {
      this.issues.push(await this.#missing(group, reference));
      return undefined;
    }
    return (await this.#collect(loading, reference, [])) ? loading.chain : undefined;
  }

  /** What a group offers, with descriptions. */
  async describe(group: string): Promise<(OptionFile & NamedOption)[]> {
    const files = await listOptionFiles(this.#folders, group);
    return Promise.all(
      files.map(async (option) => {
        const result = await this.#readOnce(option.file, roleOf(group));
        return { ...option, description: 'config' in result ? result.config.description : undefined };
      }),
    );
  }

  async #collect(loading: Loading, reference: Reference, above: readonly OptionFile[]): Promise<boolean> {
    const { group, chain } = loading;
    if (loading.tooMany) return false;
    const child = above.at(-1);
    // A project's file may extend the file of the same name that ships: the one it hides.
    const from = child?.name === reference.name ? child.folder + 1 : 0;
    const option = findOption(this.#folders, group, reference.name, from);
    if (option === undefined) {
      this.issues.push(await this.#missing(group, reference, from > 0));
      return false;
    }
    const cycle = above.findIndex((file) => file.file === option.file);
    if (cycle !== -1) {
      const names = [...above.slice(cycle), option].map((file) => file.name).join(' → ');
      this.issues.push({
        code: 'config.extends-cycle',
        path: group,
        message: `${group}: the files extend each other in a circle: ${names}`,
        origin: reference.origin,
      });
      return false;
    }
    if (chain.length >= maxFilesPerName) {
      loading.tooMany = true;
      this.issues.push({
        code: 'config.too-many-files',
        path: group,
        message: `${group}: expected at most ${maxFilesPerName} files by way of extends`,
        origin: reference.origin,
      });
      return false;
    }
    const result = await this.#readOnce(option.file, roleOf(group));
    if ('issues' in result) {
      this.issues.push(...result.issues);
      return false;
    }
    let complete = true;
    for (const parent of result.config.extends) {
      complete = (await this.#collect(loading, parent, [...above, option])) && complete;
    }
    chain.push({ ...result.config, name: option.name });
    return complete;
  }

  #readOnce(file: string, role: FileRole): Promise<ReadResult> {
    let result = this.#read.get(file);
    if (result === undefined) {
      result = readConfigFile(file, role);
      this.#read.set(file, result);
    }
    return result;
  }

  async #missing(group: string, { name, origin }: Reference, isOwnName = false): Promise<ConfigIssue> {
    const options = await this.describe(group);
    const known = options.map((option) => option.name);
    const suggestion =
      nearestName(name.replace(/\.ya?ml$/, ''), known) ?? known.find((other) => `${other}.yaml` === name);
    const guess = didYouMean(suggestion);
    const isExperiment = group === experimentFolder;
    const place = { path: group, origin, received: JSON.stringify(name), suggestion };
    if (!isGroupFolder(group) || (await this.hasGroup(group))) {
      return {
        ...place,
        code: isExperiment ? 'config.unknown-experiment' : 'config.unknown-option',
        message: !isGroupFolder(group)
          ? `there is no ${group} ${JSON.stringify(name)}${guess}`
          : `${group}: there is no ${JSON.stringify(name)} to choose${guess}`,
        optionsTitle: isGroupFolder(group) ? `to choose for ${group}` : `${group}s`,
        options: options.map(({ name: option, description }) => ({ name: option, description })),
        hint: missingHint(group, options.length, isOwnName),
      };
    }
    const groups = await this.groups();
    const nearGroup = nearestName(group, groups);
    return {
      ...place,
      code: 'config.unknown-group',
      suggestion: nearGroup,
      message: `${group}: there are no files to choose for it${didYouMean(nearGroup)}`,
      optionsTitle: 'groups',
      options: groups.map((other) => ({ name: other })),
    };
  }
}

function missingHint(group: string, options: number, isOwnName: boolean): string | undefined {
  if (isOwnName)
    return 'A file that extends its own name goes on from one that it hides: there is none in a later folder.';
  return options === 0 ? `No config folder has a file in ${group}/.` : undefined;
}

function roleOf(group: string): FileRole {
  return group === experimentFolder ? 'experiment' : 'option';
}
