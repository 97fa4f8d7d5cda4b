import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Loader } from 'cosmiconfig';
import * as v from 'valibot';
import type { ConfigIssue } from './configError.ts';
import { ConfigError, sortIssues } from './configError.ts';
import type { ConfigFile, Reference } from './configFile.ts';
import { takeWords } from './configFile.ts';
import type { ConfigNode, MapEntry, MapNode } from './configNode.ts';
import { emptyMap, nodeAt } from './configNode.ts';
import type { FileOrigin } from './origin.ts';
import { onlyWritten } from './origin.ts';
import { path } from './pathOption.ts';
import { resolvePath } from './resolvePaths.ts';
import { validateTree } from './validate.ts';
import { valueTree } from './valueTree.ts';
import { parseYamlFile } from './yamlTree.ts';

/** A folder in which somebody works, as its `craft.config` describes it. */
export interface Project {
  /** The folder of `craft.config`, or the current one where there is none. Absolute, as all paths here. */
  readonly root: string;
  /** The `craft.config` itself. */
  readonly file?: string | undefined;
  /** The project's own config folders; they come before what ships. */
  readonly configDirs: readonly string[];
  /** Folder that results go to. */
  readonly outputs: string;
  /** Modules to load components from: see `loadPlugins`. */
  readonly plugins: readonly Reference[];
  /** What is composed where nobody names an experiment. */
  readonly experiment?: Reference | undefined;
  /** Values for everything in this project, below experiments, and the group files they choose. */
  readonly defaults: Pick<ConfigFile, 'use' | 'content'>;
}

/** The keys of a `craft.config`. */
export const projectSchema = v.strictObject({
  configs: v.optional(
    v.pipe(
      v.union([path(), v.array(path())]),
      v.description('The folder of the configs, or a list of folders'),
    ),
  ),
  outputs: v.optional(v.pipe(path(), v.description('The folder that results go to'))),
  plugins: v.optional(
    v.pipe(
      v.array(v.pipe(v.string(), v.nonEmpty())),
      v.description('Modules to load components from: paths from here, or packages'),
    ),
  ),
  experiment: v.optional(
    v.pipe(v.string(), v.nonEmpty(), v.description('What is composed where nobody names an experiment')),
  ),
  defaults: v.optional(
    v.pipe(v.record(v.string(), v.unknown()), v.description('Values for everything in this project')),
  ),
});

const searchPlaces = ['yaml', 'yml', 'json', 'js', 'mjs', 'ts'].map(
  (extension) => `craft.config.${extension}`,
);

/**
 * Finds the project that `cwd` is in: `craft.config.{yaml,yml,json,js,mjs,ts}` there or in a folder above, up to
 * the first folder with a `package.json`. Having none is fine: then the project is `cwd` itself.
 *
 * @throws ConfigError with everything that is wrong with `craft.config`.
 */
export async function discoverProject(cwd: string = process.cwd()): Promise<Project> {
  // Imported here: most who import this package want its components, and never look for a project.
  const { cosmiconfig } = await import('cosmiconfig');
  const explorer = cosmiconfig('craft', {
    searchPlaces,
    searchStrategy: 'project',
    cache: false,
    ignoreEmptySearchPlaces: false,
    loaders: {
      '.yaml': asText,
      '.yml': asText,
      '.json': asText,
      '.js': asModule,
      '.mjs': asModule,
      '.ts': asTypescript,
    },
  });
  let found: Awaited<ReturnType<typeof explorer.search>>;
  try {
    found = await explorer.search(resolve(cwd));
  } catch (error) {
    throw new ConfigError([loadIssue(error)], cwd);
  }
  if (found === null)
    return projectOf(resolve(cwd), undefined, emptyMap({ kind: 'default', of: 'the project' }), cwd);
  const { filepath: file } = found;
  const result = found.isEmpty === true ? { issues: [emptyIssue(file)] } : readTree(file, found.config);
  if ('issues' in result) throw new ConfigError(sortIssues(result.issues), cwd);
  return projectOf(dirname(file), file, result.tree, cwd);
}

/** A file's text, kept as it is so that its tree can know lines and columns. */
class FileText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What a module exports by default. */
class ModuleValue {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

const asText: Loader = (_file, content) => new FileText(content);

/** cosmiconfig's own tries `require` when `import` fails, and then reports what `require` says. */
const asModule: Loader = async (file) => {
  const module = (await import(/* webpackIgnore: true */ /* @vite-ignore */ pathToFileURL(file).href)) as {
    readonly default?: unknown;
  };
  return new ModuleValue(module.default);
};

const asTypescript: Loader = async (file, content) => {
  const { defaultLoaders } = await import('cosmiconfig');
  const load: (file: string, content: string) => unknown = defaultLoaders['.ts'];
  return new ModuleValue(await load(file, content));
};

function readTree(file: string, loaded: unknown): { tree: MapNode } | { issues: readonly ConfigIssue[] } {
  const origin: FileOrigin = { kind: 'file', file };
  const notAMap = (received: string, place: ConfigNode['origin']): { issues: ConfigIssue[] } => ({
    issues: [
      {
        code: 'config.not-a-map',
        path: '',
        message: `craft.config: expected a map of keys and values but received ${received}`,
        origin: onlyWritten(place) ?? origin,
      },
    ],
  });
  if (!(loaded instanceof FileText)) {
    const value = loaded instanceof ModuleValue ? loaded.value : loaded;
    if (value === undefined) return notAMap('a module without a default export', origin);
    const node = valueTree(value, origin);
    if (node?.kind === 'map') return { tree: node };
    return notAMap(
      node === undefined ? 'what is no plain value, such as a function' : describeNode(node),
      origin,
    );
  }
  const { node, issues } = parseYamlFile(file, loaded.text);
  if (issues.length > 0) return { issues };
  // Everything commented out is a way to keep examples at hand.
  if (node === undefined) return { tree: emptyMap(origin) };
  return node.kind === 'map' ? { tree: node } : notAMap(describeNode(node), node.origin);
}

function describeNode(node: ConfigNode): string {
  return node.kind === 'list' ? 'a list' : 'a single value';
}

function projectOf(root: string, file: string | undefined, tree: MapNode, cwd: string): Project {
  const issues: ConfigIssue[] = [];
  const checked = validateTree(projectSchema, tree);
  issues.push(...checked.issues);
  const values = checked.value ?? {};
  const defaults = readDefaults(file ?? root, tree, issues);
  const configDirs = configFolders(root, tree, issues);
  if (issues.length > 0) throw new ConfigError(sortIssues(issues), cwd);
  return {
    root,
    file,
    configDirs,
    outputs: resolvePath(values.outputs ?? 'outputs', root),
    plugins: (values.plugins ?? []).flatMap((name, index) => referenceAt(tree, ['plugins', index], name)),
    experiment:
      values.experiment === undefined ? undefined : referenceAt(tree, ['experiment'], values.experiment)[0],
    defaults,
  };
}

function configFolders(root: string, tree: MapNode, issues: ConfigIssue[]): string[] {
  const written = tree.entries.get('configs')?.node;
  if (written === undefined) {
    const usual = join(root, 'configs');
    return isFolder(usual) ? [usual] : [];
  }
  const folders: string[] = [];
  for (const node of written.kind === 'list' ? written.items : [written]) {
    // What is no text is an issue of the schema.
    if (node.kind !== 'scalar' || typeof node.value !== 'string' || node.value === '') continue;
    const folder = resolvePath(node.value, root);
    folders.push(folder);
    if (isFolder(folder)) continue;
    const received = JSON.stringify(node.value);
    issues.push({
      code: 'config.no-such-folder',
      path: 'configs',
      message: `configs: expected a folder but received ${received}, which is none`,
      origin: onlyWritten(node.origin),
      received,
    });
  }
  return folders;
}

function readDefaults(file: string, tree: MapNode, issues: ConfigIssue[]): Project['defaults'] {
  const node = tree.entries.get('defaults')?.node;
  const result = takeWords(
    file,
    node?.kind === 'map' ? node : emptyMap(tree.origin),
    undefined,
    'experiment',
  );
  if ('issues' in result) {
    issues.push(
      ...result.issues.map((issue) => ({
        ...issue,
        path: `defaults.${issue.path}`,
        message: `defaults.${issue.message}`,
      })),
    );
    return { use: new Map(), content: emptyMap(tree.origin) };
  }
  const { use, content } = result.config;
  for (const { origin } of result.config.extends.slice(0, 1)) {
    issues.push({
      code: 'config.unknown-key',
      path: 'defaults.extends',
      message: 'defaults.extends: unknown key: defaults have nothing to extend',
      origin,
    });
  }
  const entries = new Map<string, MapEntry>(content.entries);
  const outputs = tree.entries.get('outputs');
  if (outputs !== undefined && !entries.has('outputs')) entries.set('outputs', outputs);
  return { use, content: { ...content, entries } };
}

function referenceAt(tree: MapNode, at: (string | number)[], name: string): Reference[] {
  const origin = onlyWritten(nodeAt(tree, at)?.origin);
  return origin === undefined ? [] : [{ name, origin }];
}

function isFolder(folder: string): boolean {
  return existsSync(folder) && statSync(folder).isDirectory();
}

function emptyIssue(file: string): ConfigIssue {
  return {
    code: 'config.empty-file',
    path: '',
    message: 'craft.config: expected a map of keys and values but received an empty file',
    origin: { kind: 'file', file },
    hint: 'Write `configs: configs` into it, or delete it: a folder is a project without it, too.',
  };
}

/** What went wrong while cosmiconfig loaded a file: almost always in its code. */
function loadIssue(error: unknown): ConfigIssue {
  const file = error instanceof Error && 'filepath' in error ? String(error.filepath) : undefined;
  const text = error instanceof Error ? error.message : String(error);
  const reason = text.split('\n').find((line) => line.trim() !== '') ?? '';
  const needsTypescript = /Cannot find (package|module) 'typescript'/.test(reason);
  return {
    code: 'config.load-failed',
    path: '',
    message: `craft.config: loading it failed: ${reason}`,
    origin: file === undefined ? undefined : { kind: 'file', file, ...placeInStack(error, file) },
    hint: needsTypescript ? 'Install typescript in the project, or write craft.config.yaml.' : undefined,
  };
}

/** The line of the file where code failed, as far as the stack says. */
function placeInStack(error: unknown, file: string): Pick<FileOrigin, 'line' | 'column'> {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  // A module is called by its address, a script by its path.
  const after = stack.split(pathToFileURL(file).href)[1] ?? stack.split(file)[1];
  const [, line, column] = /^:(\d+)(?::(\d+))?/.exec(after ?? '') ?? [];
  return line === undefined
    ? {}
    : { line: Number(line), column: column === undefined ? undefined : Number(column) };
}
