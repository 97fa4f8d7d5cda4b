import { join } from 'node:path';
import { prepareDataset, type PreparedDataset } from '@craft/data';
import type { ComposedConfig } from '../config/composeConfig.ts';
import { locatedError } from '../config/locatedError.ts';
import { say, showStatus } from '../terminal/screen.ts';
import { makeOutputs } from './makeOutputs.ts';
import { colours } from '../terminal/terminal.ts';

/** The folder under `outputs` that prepared datasets are kept in. */
export function dataCache(outputs: string): string {
  return join(outputs, '.craft', 'data');
}

/** How `openData` goes about it. */
export interface OpenDataOptions {
  /** Whether every split that is used must hold a whole context. */
  readonly forTraining?: boolean;
  readonly signal?: AbortSignal;
  /** Where prepared data is kept; otherwise under `outputs`, which is made where it does not exist. */
  readonly cacheDir?: string;
}

/**
 * The data of a configuration, prepared or found prepared; shows progress meanwhile.
 *
 * @throws ConfigError or CraftError `data.*`
 */
export async function openData(
  composed: ComposedConfig,
  options: OpenDataOptions = {},
): Promise<PreparedDataset> {
  const { config, registry } = composed;
  try {
    if (options.cacheDir === undefined) makeOutputs(config.outputs);
    return await prepareDataset(
      { data: config.data, tokenizer: config.tokenizer },
      {
        cacheDir: options.cacheDir ?? dataCache(config.outputs),
        contextLength: options.forTraining === true ? config.model.contextLength : undefined,
        components: registry.components,
        signal: options.signal,
        onProgress({ stage, done, total, message }) {
          if (stage === 'repair') say(colours.yellow(message));
          else
            showStatus(
              `Preparing data: ${message}${total > 0 ? ` ${Math.floor((100 * done) / total)}%` : ''}`,
            );
        },
      },
    );
  } catch (error) {
    throw locatedError(error, composed);
  } finally {
    showStatus('');
  }
}
