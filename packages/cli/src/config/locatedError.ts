import { ConfigError, isCraftError, type Composed, type ConfigIssue } from '@craft/config';
import { sentence } from '../errors/reportError.ts';

/** Errors about the text itself: what `data.path` says is what to mend. */
const aboutText =
  /^data\.(missing-file|not-regular-file|address|empty-file|no-text-files|unreadable-file|not-text|too-short|empty-vocabulary|special-text|damaged-archive|long-line|not-json|missing-field|not-csv|not-parquet|no-dataset|empty-split)$/;

/** Keys that make a step too large for a device, and those that make a head too wide for its kernels. */
const sizes: Readonly<Record<string, readonly string[]>> = {
  'run.memory': [
    'training.batchSize',
    'training.microbatchSize',
    'model.nLayers',
    'model.dModel',
    'model.feedForward',
    'model.contextLength',
  ],
  'attention.headDim': ['model.dModel', 'model.nHeads'],
};

/** The one key of those that are given on the command line; several, or none, are not one cause. */
function causeOf(code: string, origins: Composed<unknown>['origins']): string[] {
  const typed = (sizes[code] ?? []).filter((path) => origins.get(path)?.origin?.kind === 'argument');
  return typed.length === 1 ? typed : [];
}

/**
 * Gives an error about values of a configuration the place where the value is written, so that it reads like every
 * other problem of a configuration. Errors about anything else come back unchanged.
 */
export function locatedError(error: unknown, { origins }: Pick<Composed<unknown>, 'origins'>): unknown {
  if (!isCraftError(error) || error instanceof ConfigError) return error;
  const named = /^([\w.]+): /.exec(error.message)?.[1] ?? '';
  const candidates = origins.has(named)
    ? [named]
    : aboutText.test(error.code)
      ? ['data.path', 'data.characters', 'model.contextLength']
      : causeOf(error.code, origins);
  const origin = candidates
    .map((path) => origins.get(path)?.origin)
    .find((candidate) => candidate !== undefined && candidate.kind !== 'default');
  if (origin === undefined) return error;
  const issue: ConfigIssue = {
    code: error.code,
    path: candidates[0] ?? '',
    message: error.message,
    origin,
    hint: error.hint === undefined ? undefined : sentence(error.hint),
  };
  return new ConfigError([issue], process.cwd());
}
