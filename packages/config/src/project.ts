import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { cosmiconfig } from 'cosmiconfig';
import type { Loader } from 'cosmiconfig';
import * as v from 'valibot';
import type { ConfigIssue } from './configError.ts';
import { ConfigError, sortIssues } from './configError.ts';
import type { ConfigFile, Reference } from './configFile.ts';
import { takeWords } from './configFile.ts';
import type { ConfigNode, MapEntry, MapNode } from './configNode.ts';
import { emptyMap, nodeAt } from './configNode.ts';
import type { FileOrigin } from './origin.ts';
import { path, resolvePath } from './pathOption.ts';
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

const schema = v.strictObject({
  configs: v.optional(v.union([path(), v.array(path())])),
  outputs: v.optional(path()),
  plugins: v.optional(v.array(v.pipe(v.string(), v.nonEmpty()))),
  experiment: v.optional(v.pipe(v.string(), v.nonEmpty())),
  defaults: v.optional(v.record(v.string(), v.unknown())),
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
  const explorer = cosmiconfig('craft', {
    searchPlaces,
    searchStrategy: 'project',
    cache: false,
    ignoreEmptySearchPlaces: false,
    loaders: { '.yaml': asText, '.yml': asText, '.json': asText },
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

const asText: Loader = (_file, content) => new FileText(content);

function readTree(file: string, loaded: unknown): { tree: MapNode } | { issues: readonly ConfigIssue[] } {
  const origin: FileOrigin = { kind: 'file', file };
  const notAMap = (received: string, place: ConfigNode['origin']): { issues: ConfigIssue[] } => ({
    issues: [
      {
        code: 'config.not-a-map',
        path: '',
        message: `craft.config: expected a map of keys and values but received ${received}`,
        origin: place.kind === 'default' ? origin : place,
      },
    ],
  });
  if (!(loaded instanceof FileText)) {
    const node = valueTree(loaded, origin);
    if (node?.kind === 'map') return { tree: node };
    const received =
      node === undefined
        ? 'what is no plain value, such as a function'
        : node.kind === 'list'
          ? 'a list'
          : 'a single value';
    return notAMap(loaded === undefined ? 'a module without a default export' : received, origin);
  }
  const { node, issues } = parseYamlFile(file, loaded.text);
  if (issues.length > 0) return { issues };
  // Everything commented out is a way to keep examples at hand.
  if (node === undefined) return { tree: emptyMap(origin) };
  return node.kind === 'map'
    ? { tree: node }
    : notAMap(node.kind === 'list' ? 'a list' : 'a single value', node.origin);
}

function projectOf(root: string, file: string | undefined, tree: MapNode, cwd: string): Project {
  const issues: ConfigIssue[] = [];
  const checked = validateTree(schema, tree);
  issues.push(...checked.issues);
  const values = checked.value ?? {};
  const defaults = readDefaults(file ?? root, tree, issues);
  const configDirs = configFolders(root, values.configs, tree, issues);
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

function configFolders(
  root: string,
  written: string | string[] | undefined,
  tree: MapNode,
  issues: ConfigIssue[],
): string[] {
  if (written === undefined) {
    const usual = join(root, 'configs');
    return isFolder(usual) ? [usual] : [];
  }
  const folders = typeof written === 'string' ? [written] : written;
  return folders.map((folder, index) => {
    const absolute = resolvePath(folder, root);
    if (!isFolder(absolute)) {
      const node = nodeAt(tree, typeof written === 'string' ? ['configs'] : ['configs', index]);
      issues.push({
        code: 'config.no-such-folder',
        path: 'configs',
        message: `configs: expected a folder but received ${JSON.stringify(folder)}, which is none`,
        origin: node === undefined || node.origin.kind === 'default' ? undefined : node.origin,
        received: JSON.stringify(folder),
      });
    }
    return absolute;
  });
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
    issues.push(...result.issues);
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
  const origin = nodeAt(tree, at)?.origin;
  return origin === undefined || origin.kind === 'default' ? [] : [{ name, origin }];
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

/** What went wrong while cosmiconfig loaded a file, most often code in a `craft.config.js`. */
function loadIssue(error: unknown): ConfigIssue {
  const file = error instanceof Error && 'filepath' in error ? String(error.filepath) : undefined;
  const reason =
    (error instanceof Error ? error.message : String(error)).split('\n').find((line) => line.trim() !== '') ??
    '';
  const needsTypescript = /Cannot find (package|module) 'typescript'/.test(reason);
  return {
    code: 'config.load-failed',
    path: '',
    message: `craft.config: loading it failed: ${reason}`,
    origin: file === undefined ? undefined : { kind: 'file', file },
    hint: needsTypescript ? 'Install typescript in the project, or write craft.config.yaml.' : undefined,
  };
}
