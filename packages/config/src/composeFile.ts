import type * as v from 'valibot';
import { configFolders } from './compose.ts';
import { ConfigError, sortIssues } from './configError.ts';
import { ConfigLibrary } from './configLibrary.ts';
import { emptyMap } from './configNode.ts';
import { History } from './history.ts';
import { mergeNodes } from './mergeNodes.ts';
import type { Argument } from './override.ts';
import { argumentOrigin } from './override.ts';
import type { Project } from './project.ts';
import type { AnySchema } from './schemaShape.ts';
import { validateTree } from './validate.ts';

/** Which file, and what it should hold. */
export interface ComposeFileOptions<S extends v.GenericSchema<unknown, object>> {
  readonly schema: S;
  /** A folder of the config folders that is no group, such as `sweep`. */
  readonly folder: string;
  /** The file's name without `.yaml`, or the argument that is this name. */
  readonly name: Argument;
  readonly project?: Pick<Project, 'configDirs'> | undefined;
  readonly shippedDir?: string | undefined;
  /** Folder that file names in messages are relative to. */
  readonly cwd?: string | undefined;
}

/**
 * Reads and checks one file that is neither a section nor a change to the whole, with all it `extends`.
 *
 * @throws ConfigError with every problem at once
 */
export async function composeFile<S extends v.GenericSchema<unknown, object>>(
  options: ComposeFileOptions<S>,
): Promise<v.InferOutput<S>> {
  const { schema, folder, name, cwd } = options;
  const library = new ConfigLibrary(configFolders(options));
  const origin = argumentOrigin(name, 1);
  const files = (await library.load(folder, { name: origin.text, origin })) ?? [];
  const history = new History();
  let tree = emptyMap(origin);
  for (const { content } of files) {
    const merged = mergeNodes(tree, content, history);
    if (merged?.kind === 'map') tree = merged;
  }
  const checked = files.length === 0 ? { issues: [] } : validateTree<AnySchema>(schema, tree);
  const issues = [...library.issues, ...history.issues, ...checked.issues];
  if (issues.length > 0) throw new ConfigError(sortIssues(issues), cwd);
  return ('value' in checked ? checked.value : {}) as v.InferOutput<S>;
}
