import { ConfigError, isCraftError, type Composed, type ConfigIssue } from '@craft/config';

/** Errors about the text itself: what `data.path` says is what to mend. */
const aboutText =
  /^data\.(missing-file|not-regular-file|address|empty-file|no-text-files|unreadable-file|not-text|too-short|empty-vocabulary|empty-split)$/;

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
      : [];
  const origin = candidates
    .map((path) => origins.get(path)?.origin)
    .find((candidate) => candidate !== undefined && candidate.kind !== 'default');
  if (origin === undefined) return error;
  const issue: ConfigIssue = {
    code: error.code,
    path: candidates[0] ?? '',
    message: error.message,
    origin,
    hint: error.hint,
  };
  return new ConfigError([issue], process.cwd());
}
