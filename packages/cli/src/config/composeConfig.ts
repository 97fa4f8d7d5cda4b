import {
  compose,
  ConfigError,
  CraftError,
  discoverProject,
  isCraftError,
  splitArguments,
  type Argument,
  type Composed,
  type ConfigIssue,
  type Project,
  type Registry,
} from '@craft/config';
import { componentRegistry, type OwnComponent } from './componentRegistry.ts';
import { rootKeys, rootSchema, type CraftConfig } from './rootSchema.ts';
import { defaultExperiment, shippedConfigs } from './shippedConfigs.ts';

/** What a configuration is to be composed from. */
export interface ConfigRequest {
  /** What follows the command: experiments, overrides, or a complete configuration's file. */
  readonly args: readonly string[];
  /** What the command itself sets, below all that is typed. */
  readonly first?: readonly Argument[] | undefined;
  /** What `--device` says. */
  readonly device?: string | undefined;
  /** A complete configuration to start from. */
  readonly base?: string | undefined;
}

/** A configuration with everything that was needed to compose it. */
export interface ComposedConfig extends Composed<CraftConfig> {
  readonly project: Project;
  readonly registry: Registry<OwnComponent>;
  /** What the run is called: `name`, or the last experiment. */
  readonly runName: string;
  /** What people should know about how it came to be. */
  readonly notices: readonly string[];
}

/**
 * Composes and checks a configuration: what ships, the project's own, experiments and overrides.
 *
 * Without an experiment it is the project's, or the quick-start. A `data.path` for data that has none makes the data
 * a text, so that any experiment trains on a text of one's own with one override.
 *
 * @throws ConfigError with every problem at once
 */
export async function composeConfig(request: ConfigRequest): Promise<ComposedConfig> {
  const project = await discoverProject();
  const registry = await componentRegistry(project);
  const { experiments, overrides, base } = sortArguments(request);
  const withOverrides = (more: readonly Argument[]) =>
    compose({
      shippedDir: shippedConfigs(),
      project,
      schema: rootSchema(registry),
      experiments,
      defaultExperiment,
      overrides: [
        ...(request.first ?? []),
        ...fromEnvironment(),
        ...overrides,
        ...more,
        ...deviceOverride(request.device),
      ],
      base: base === undefined ? undefined : { file: base },
    });

  const notices: string[] = [];
  let composed: Composed<CraftConfig>;
  try {
    composed = await withOverrides([]);
  } catch (error) {
    if (!needsText(error)) throw withHints(error);
    composed = await withOverrides([{ text: 'data.type=text', label: 'for data.path' }]).catch(
      (second: unknown) => {
        throw withHints(second);
      },
    );
    notices.push('data.path is given, so the data is that text.');
  }
  const named = composed.experiments.map(({ name }) => name);
  if (named.length > 1) {
    notices.push(`Experiments ${named.join(', ')}: where several set a value, the last of them counts.`);
  }
  const runName = composed.config.name ?? composed.experiments.at(-1)?.name ?? 'run';
  return { ...composed, project, registry, runName, notices };
}

/** A name that ends as a YAML file does is a complete configuration, such as the `config.yaml` of a run. */
function sortArguments({ args, base }: ConfigRequest) {
  const { experiments, overrides } = splitArguments(args);
  const isFile = (argument: Argument) => /\.ya?ml$/i.test(textOf(argument));
  const files = [...(base === undefined ? [] : [base]), ...experiments.filter(isFile).map(textOf)];
  const named = experiments.filter((argument) => !isFile(argument));
  if (files.length > 1 || (files.length === 1 && named.length > 0)) {
    throw new CraftError(
      `arguments: expected one complete configuration but received ${[...files, ...named.map(textOf)].join(' and ')}`,
      { code: 'usage.arguments', hint: 'A complete configuration takes overrides, and nothing besides.' },
    );
  }
  return { experiments: named, overrides, base: files[0] };
}

function textOf(argument: Argument): string {
  return typeof argument === 'string' ? argument : argument.text;
}

/** Below what is typed, above everything else. */
function fromEnvironment(): Argument[] {
  const named = (key: string, label: string): Argument[] => {
    const value = process.env[label] ?? '';
    return value === '' ? [] : [{ text: `${key}=${value}`, label }];
  };
  return [...named('device', 'CRAFT_DEVICE'), ...named('autotune', 'CRAFT_AUTOTUNE')];
}

function deviceOverride(device: string | undefined): Argument[] {
  return device === undefined ? [] : [{ text: `device=${device}`, label: '--device' }];
}

function needsText(error: unknown): boolean {
  return (
    error instanceof ConfigError &&
    error.issues.some(
      ({ code, path, origin }) =>
        code === 'config.unknown-key' && path === 'data.path' && origin?.kind === 'argument',
    )
  );
}

/** Says in this program's words what to do where the configuration cannot know it. */
function withHints(error: unknown): unknown {
  if (!isCraftError(error) || !(error instanceof ConfigError)) return error;
  const issues = error.issues.map((issue) => {
    if (issue.code === 'config.missing-key' && issue.path === 'data.path') {
      return {
        ...issue,
        message: 'data.path: missing: expected the text to train on',
        hint: 'Name it: data.path=my.txt',
      };
    }
    if (
      issue.origin?.kind === 'argument' &&
      issue.hint === undefined &&
      hasSeveralValues(issue.origin.text)
    ) {
      return { ...issue, hint: 'Several values for one key are for craft-cli sweep.' };
    }
    if (issue.code === 'config.missing-key' && issue.path === 'tokenizer.path') {
      return {
        ...issue,
        message: 'tokenizer.path: missing: expected a tokenizer.json, or the folder that it is in',
        hint: 'Name it: tokenizer.path=my-bpe, as craft-cli data train-tokenizer writes it.',
      };
    }
    const key = issue.code === 'config.unknown-experiment' ? keyWithoutValue(issue) : undefined;
    return key === undefined ? issue : { ...issue, hint: `A key takes a value: did you mean ${key}=…?` };
  });
  return new ConfigError(issues, process.cwd());
}

/** An argument that is no experiment because its `=` is missing. */
function keyWithoutValue({ origin }: ConfigIssue): string | undefined {
  if (origin?.kind !== 'argument') return undefined;
  const [first = ''] = origin.text.split('.');
  return Object.hasOwn(rootKeys, first) ? origin.text : undefined;
}

/** `key=a,b`, outside brackets and quotes: one value that looks like two. */
function hasSeveralValues(argument: string): boolean {
  return /^[^=]+=[^[{"'\s]+,[^\s]/.test(argument);
}
