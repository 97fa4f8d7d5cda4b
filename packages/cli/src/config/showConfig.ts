import {
  discoverProject,
  explain,
  formatExplanation,
  listExperiments,
  originsToJson,
  toYaml,
  valueAt,
  type ProvenanceJson,
} from '@craft/config';
import type { ShowOptions } from '../commands/configShow.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { printJson } from '../terminal/printJson.ts';
import { say } from '../terminal/screen.ts';
import { composeConfig } from './composeConfig.ts';
import { differences, differenceLines } from './diffConfigs.ts';
import { rootKeys } from './rootSchema.ts';
import { shippedConfigs } from './shippedConfigs.ts';

/** `craft-cli config show`: the configuration, or parts of it, on stdout. */
export async function showConfig(words: readonly string[], options: ShowOptions): Promise<ExitCode> {
  const { args, paths } = await partPaths(words);
  const composed = await composeConfig({ args });
  for (const notice of composed.notices) say(notice);
  // What nobody knows is an error with the nearest path.
  const explanations = paths.map((path) => explain(composed, path, process.cwd()));
  const wanted = new Set(explanations.flatMap(({ leaves }) => leaves.map(({ path }) => path)));
  const isWanted = (path: string) => paths.length === 0 || wanted.has(path);
  if (options.diff !== undefined) {
    const found = (await differences(composed, options.diff)).filter(({ path }) => isWanted(path));
    if (options.json) printJson({ other: options.diff, differences: found });
    else for (const line of differenceLines(found)) process.stdout.write(`${line}\n`);
    return exitCodes.done;
  }
  const [only = ''] = paths;
  const config = paths.length > 1 ? pathsToValues(composed.config, paths) : valueAt(composed.config, only);
  if (options.json) {
    const origins = Object.entries(originsToJson(composed.origins, { relativeTo: process.cwd() }));
    const wantedOrigins: Record<string, ProvenanceJson> = Object.fromEntries(
      origins.filter(([path]) => isWanted(path)),
    );
    printJson({ config, ...(options.origins ? { origins: wantedOrigins } : {}) });
  } else if (options.origins) {
    const all = paths.length === 0 ? [explain(composed, '')] : explanations;
    for (const one of all) process.stdout.write(`${formatExplanation(one, process.cwd())}\n`);
  } else {
    process.stdout.write(toYaml(config));
  }
  return exitCodes.done;
}

function pathsToValues(config: unknown, paths: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(paths.map((path) => [path, valueAt(config, path)]));
}

/** A word that begins with a section's name is a path, unless an experiment is called so. */
async function partPaths(words: readonly string[]): Promise<{ args: string[]; paths: string[] }> {
  const mayBePath = (word: string) =>
    /^[^=~+]+$/.test(word) && Object.hasOwn(rootKeys, word.split('.')[0] ?? '') && !/\.ya?ml$/i.test(word);
  if (!words.some(mayBePath)) return { args: [...words], paths: [] };
  const listed = await listExperiments({ project: await discoverProject(), shippedDir: shippedConfigs() });
  const experiments = new Set(listed.map(({ name }) => name));
  const isPath = (word: string) => mayBePath(word) && !experiments.has(word);
  return { args: words.filter((word) => !isPath(word)), paths: words.filter(isPath) };
}
