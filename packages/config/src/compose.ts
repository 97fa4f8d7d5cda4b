import { resolve } from 'node:path';
import type * as v from 'valibot';
import type { ComposedExperiment, GroupChoice } from './composition.ts';
import { Composition } from './composition.ts';
import type { ConfigIssue } from './configError.ts';
import { ConfigError, sortIssues } from './configError.ts';
import type { Reference } from './configFile.ts';
import { readConfigFile } from './configFile.ts';
import { ConfigLibrary } from './configLibrary.ts';
import type { MapNode } from './configNode.ts';
import { emptyMap } from './configNode.ts';
import { interpolate } from './interpolate.ts';
import type { Argument } from './override.ts';
import { argumentOrigin } from './override.ts';
import type { Project } from './project.ts';
import type { Origins } from './provenance.ts';
import { provenanceOf } from './provenance.ts';
import { resolvePaths } from './resolvePaths.ts';
import { schemaDefaults } from './schemaDefaults.ts';
import type { AnySchema } from './schemaShape.ts';
import { shapeOf } from './schemaShape.ts';
import { validateTree } from './validate.ts';

/** What to compose, and from where. */
export interface ComposeOptions<S extends v.GenericSchema<unknown, object>> {
  /** The whole configuration: a `v.strictObject` whose keys are the groups and whatever else there is. */
  readonly schema: S;
  /** What `discoverProject` found; without it only `shippedDir` is looked into. */
  readonly project?: Project | undefined;
  /** Folder of the configs that come with the program; a project's own come before them. */
  readonly shippedDir?: string | undefined;
  /** Experiments, left to right. */
  readonly experiments?: readonly Argument[] | undefined;
  /** The experiment to take where neither the arguments nor the project name one. */
  readonly defaultExperiment?: string | undefined;
  /** `group=option`, `experiment=name`, `a.b=value`, `+a.b=value`, `~a.b`. */
  readonly overrides?: readonly Argument[] | undefined;
  /** A complete configuration to start from, such as the `config.yaml` of a run. */
  readonly base?: { readonly file: string } | undefined;
  /** Where relative paths in arguments count from, and file names in messages. */
  readonly cwd?: string | undefined;
}

/** A checked configuration and where it came from. */
export interface Composed<T> {
  /** All values, defaults filled in, paths absolute. */
  readonly config: T;
  /** Who set each of them. */
  readonly origins: Origins;
  /** Which file each group was chosen from. */
  readonly groups: Readonly<Record<string, GroupChoice>>;
  readonly experiments: readonly ComposedExperiment[];
}

/**
 * Composes and checks a configuration.
 *
 * Sources count in this order, later ones win: the schema's defaults; the base or the project's defaults; the
 * experiments, left to right; the command line, left to right. Each source first chooses group files, which put
 * the section they choose in the place of what was there, then lays its own values over the whole. References
 * (`${path.to.value}`, `${env:NAME,default}`) are followed last, so they are to the values that won.
 *
 * @throws ConfigError with every problem at once.
 */
export async function compose<S extends v.GenericSchema<unknown, object>>(
  options: ComposeOptions<S>,
): Promise<Composed<v.InferOutput<S>>> {
  const { schema, project, experiments = [], overrides = [], cwd = process.cwd() } = options;
  const library = new ConfigLibrary(configFolders(options));
  const base = options.base === undefined ? undefined : resolve(cwd, options.base.file);
  // What a complete configuration leaves out was taken away, and stays so.
  const start = base === undefined ? schemaDefaults(schema) : emptyMap({ kind: 'file', file: base });
  const composition = new Composition(schema, library, start);

  if (base !== undefined) await startFrom(base, composition);
  else if (project !== undefined) await composition.applySource(ofSchema(project.defaults, schema));
  await composition.applyCommandLine({
    experiments: experiments.map((argument, index) => argumentOrigin(argument, index + 1)),
    overrides: overrides.map((argument, index) => argumentOrigin(argument, experiments.length + index + 1)),
    defaultExperiment: base === undefined ? defaultExperiment(options) : undefined,
  });

  const { tree, written, failed, ...interpolated } = interpolate(composition.tree, {
    schema,
    environment: process.env,
    isVerbatim: (origin) => origin.kind === 'file' && origin.file === base,
  });
  const checked = validateTree<AnySchema>(schema, tree);
  const issues = [...composition.issues];
  for (const issue of interpolated.issues) {
    if (issue.code !== 'config.unknown-reference' || !composition.incomplete) issues.push(issue);
  }
  for (const issue of checked.issues) {
    if (failed.has(issue.path)) continue;
    // Where a source is missing, so is what it would have said: only what is there can be judged.
    if (issue.code === 'config.missing-key' && composition.incomplete) continue;
    issues.push(await withChoices(issue, library));
  }
  if (issues.length > 0) throw new ConfigError(sortIssues(issues), cwd);

  const root = project?.root ?? cwd;
  const config = resolvePaths(schema, checked.value, (path) => {
    const origin = composition.originAt(path);
    if (origin?.kind === 'argument') return resolve(cwd);
    return origin?.kind === 'file' && origin.file === base ? undefined : root;
  });
  return {
    // The schema's own output, in which only text has become other text.
    config: config as v.InferOutput<S>,
    origins: provenanceOf({ schema, value: config, tree, history: composition.history, written }),
    groups: Object.fromEntries(composition.groups),
    experiments: composition.experiments,
  };
}

/** The folders that a composition looks into, the first to have a file winning. */
export function configFolders(options: {
  project?: Pick<Project, 'configDirs'> | undefined;
  shippedDir?: string | undefined;
}): string[] {
  const own = options.project?.configDirs ?? [];
  return [...new Set([...own, ...(options.shippedDir === undefined ? [] : [resolve(options.shippedDir)])])];
}

type Defaults = Pick<ComposeOptions<v.GenericSchema<unknown, object>>, 'project' | 'defaultExperiment'>;

function defaultExperiment({ project, defaultExperiment: name }: Defaults): Reference | undefined {
  if (project?.experiment !== undefined) return project.experiment;
  if (name === undefined) return undefined;
  return { name, origin: argumentOrigin({ text: name, label: 'default experiment' }, 0) };
}

/** A project may say where outputs go also to a program whose configuration has no such key. */
function ofSchema(defaults: Project['defaults'], schema: AnySchema): Project['defaults'] {
  const shape = shapeOf(schema, {});
  if (shape.kind !== 'map' || Object.hasOwn(shape.entries, 'outputs')) return defaults;
  const entries = new Map(defaults.content.entries);
  entries.delete('outputs');
  const content: MapNode = { ...defaults.content, entries };
  return { ...defaults, content };
}

async function startFrom(file: string, composition: Composition): Promise<void> {
  const result = await readConfigFile(file, 'complete');
  if ('issues' in result) composition.sourceMissing(result.issues);
  else composition.applyContent(result.config.content);
}

/** Says of a section that is missing what could be chosen for it. */
async function withChoices(issue: ConfigIssue, library: ConfigLibrary): Promise<ConfigIssue> {
  if (issue.code !== 'config.missing-key' || !(await library.hasGroup(issue.path))) return issue;
  const options = await library.describe(issue.path);
  return {
    ...issue,
    optionsTitle: `to choose for ${issue.path}`,
    options: options.map(({ name, description }) => ({ name, description })),
    hint: options[0] === undefined ? undefined : `Choose one with ${issue.path}=${options[0].name}.`,
  };
}
