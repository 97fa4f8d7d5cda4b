import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CraftError, discoverProject, jsonSchemas, type Project } from '@craft/config';
import type { SchemaOptions } from '../commands/configSchema.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { displayPath } from '../terminal/displayPath.ts';
import { printJson } from '../terminal/printJson.ts';
import { say } from '../terminal/screen.ts';
import { sweepSchema } from '../sweep/sweepSchema.ts';
import { componentRegistry } from './componentRegistry.ts';
import { rootSchema } from './rootSchema.ts';

/** The folder of schemas in a config folder. Its name begins with a dot: it is no group. */
const schemaFolder = '.schema';

/** `craft-cli config schema`: writes JSON Schemas for editors. */
export async function writeSchemas(
  folder: string | undefined,
  { check, json }: SchemaOptions,
): Promise<ExitCode> {
  const project = await discoverProject();
  const texts = await schemaTexts(project);
  if (json) {
    printJson(
      Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, JSON.parse(text) as unknown])),
    );
    return exitCodes.done;
  }
  const target = folder === undefined ? defaultFolder(project) : resolve(folder);
  const isCurrent = ([name, text]: [string, string]) => {
    const file = join(target, `${name}.json`);
    return existsSync(file) && readFileSync(file, 'utf8') === text;
  };
  const outdated = Object.entries(texts).filter((entry) => !isCurrent(entry));
  if (check && outdated.length > 0) {
    throw new CraftError(
      `${displayPath(target)}: expected up-to-date schemas but ${outdated.map(([name]) => `${name}.json`).join(', ')} ` +
        `${outdated.length === 1 ? 'is' : 'are'} not`,
      { code: 'config.outdated-schema', hint: 'Write them again: craft-cli config schema' },
    );
  }
  mkdirSync(target, { recursive: true });
  for (const [name, text] of outdated) writeFileSync(join(target, `${name}.json`), text);
  const count = Object.keys(texts).length;
  say(
    outdated.length === 0
      ? `${count} schemas in ${displayPath(target)}, all up to date.`
      : `${count} schemas in ${displayPath(target)}, ${outdated.length} of them written.`,
  );
  return exitCodes.done;
}

/** The schemas of a project's config files as they are written, by name. */
export async function schemaTexts(project: Project): Promise<Record<string, string>> {
  const schemas = await jsonSchemas(rootSchema(await componentRegistry(project)), { sweep: sweepSchema });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, `${JSON.stringify(schema, null, 2)}\n`]),
  );
}

/** Where a project keeps its schemas. */
export function defaultFolder({ configDirs, root }: Pick<Project, 'configDirs' | 'root'>): string {
  return join(configDirs[0] ?? join(root, 'configs'), schemaFolder);
}
