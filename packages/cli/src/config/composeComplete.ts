import { ConfigError } from '@craft/config';
import { composeConfig, type ComposedConfig } from './composeConfig.ts';

/** A configuration that is complete, if need be with a text that nobody has named yet. */
export interface CompleteConfig {
  readonly composed: ComposedConfig;
  /** What the user has yet to give for a run. */
  readonly needs: readonly string[];
}

/**
 * Composes as for a run, but lets an experiment that trains on any text (`give data.path`) do without one: it is as
 * good as it will be for the run that names it.
 *
 * @throws ConfigError with everything else that is wrong
 */
export async function composeComplete(args: readonly string[]): Promise<CompleteConfig> {
  try {
    return { composed: await composeConfig({ args }), needs: [] };
  } catch (error) {
    if (!lacksOnlyText(error)) throw error;
    const composed = await composeConfig({ args: [...args, 'data.path=text.txt'] });
    return { composed, needs: ['data.path'] };
  }
}

function lacksOnlyText(error: unknown): boolean {
  return (
    error instanceof ConfigError &&
    error.issues.every(({ code, path }) => code === 'config.missing-key' && path === 'data.path')
  );
}
