import {
  CraftError,
  didYouMean,
  discoverProject,
  listFolder,
  listGroups,
  nearestName,
  type ListedConfig,
} from '@craft/config';
import type { ListOptions } from '../commands/configList.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { printJson } from '../terminal/printJson.ts';
import { colours } from '../terminal/terminal.ts';
import { shippedConfigs } from './shippedConfigs.ts';

/** Everything that a command line can name, by the folder that it is in. */
export async function allConfigs(): Promise<Record<string, ListedConfig[]>> {
  const where = { project: await discoverProject(), shippedDir: shippedConfigs() };
  const [experiment, sweep, groups] = await Promise.all([
    listFolder('experiment', where),
    listFolder('sweep', where),
    listGroups(where),
  ]);
  return { experiment, ...(sweep.length > 0 && { sweep }), ...groups };
}

/** `craft-cli config list`: what there is to choose. */
export async function listConfigs(group: string | undefined, { json }: ListOptions): Promise<ExitCode> {
  const all = await allConfigs();
  const chosen = group === undefined ? all : { [group]: all[group] ?? unknownGroup(group, Object.keys(all)) };
  if (json) {
    printJson(chosen);
    return exitCodes.done;
  }
  const width = Math.max(...Object.values(chosen).flatMap((files) => files.map(({ name }) => name.length)));
  for (const [name, files] of Object.entries(chosen)) {
    if (group === undefined) process.stdout.write(`${colours.bold(name)}\n`);
    const indent = group === undefined ? '  ' : '';
    for (const file of files) {
      const own = file.shipped ? '' : ' (yours)';
      process.stdout.write(
        `${indent}${file.name.padEnd(width)}  ${file.description ?? ''}${own}`.trimEnd() + '\n',
      );
    }
  }
  return exitCodes.done;
}

function unknownGroup(group: string, known: readonly string[]): never {
  throw new CraftError(
    `group: expected one of ${known.join(', ')} but received ${JSON.stringify(group)}${didYouMean(nearestName(group, known))}`,
    { code: 'usage.group' },
  );
}
