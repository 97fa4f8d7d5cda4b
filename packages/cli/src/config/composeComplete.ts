import { ConfigError } from '@craft/config';
import { composeConfig, type ComposedConfig } from './composeConfig.ts';

/** A configuration that is complete, if need be with files that nobody has named yet. */
export interface CompleteConfig {
  readonly composed: ComposedConfig;
  /** What the user has yet to give for a run. */
  readonly needs: readonly string[];
}

/**
 * Composes as for a run, but lets what needs a file of the user's (`data.path`, `tokenizer.path`) do without one: it is
 * as good as it will be for the run that names it.
 *
 * @throws ConfigError with everything else that is wrong
 */
export async function composeComplete(args: readonly string[]): Promise<CompleteConfig> {
  try {
    return { composed: await composeConfig({ args }), needs: [] };
  } catch (error) {
    const needs = missingPaths(error);
    if (needs.length === 0) throw error;
    const composed = await composeConfig({ args: [...args, ...needs.map((path) => `${path}=missing`)] });
    return { composed, needs };
  }
}

/** The files that are missing, where nothing else is wrong: `data.path`, `tokenizer.path`. */
function missingPaths(error: unknown): string[] {
  if (!(error instanceof ConfigError)) return [];
  const isMissingPath = ({ code, path }: ConfigError['issues'][number]) =>
    code === 'config.missing-key' && path.endsWith('.path');
  return error.issues.every(isMissingPath) ? error.issues.map(({ path }) => path) : [];
}
