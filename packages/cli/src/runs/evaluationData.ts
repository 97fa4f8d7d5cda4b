import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CraftError, isCraftError } from '@craft/config';
import { openDataset, type PreparedDataset } from '@craft/data';
import type { ComposedConfig } from '../config/composeConfig.ts';
import { dataCache, openData } from '../data/openData.ts';
import { displayPath } from '../terminal/displayPath.ts';
import { formatCount } from '../terminal/formatNumbers.ts';
import { programName } from '../terminal/programName.ts';
import { say } from '../terminal/screen.ts';
import { colours } from '../terminal/terminal.ts';
import type { OpenModel } from './openModel.ts';
import { shellWord } from './resumeCommand.ts';
import type { RunIdentity } from './resumeRun.ts';

/** What a model is measured on. */
export interface EvaluationData {
  /** The caller closes it. */
  readonly dataset: PreparedDataset;
  /** Whether it is other data than the run was trained with. */
  readonly isOther: boolean;
}

/** How `openEvaluationData` goes about it. */
export interface EvaluationDataOptions {
  readonly signal: AbortSignal;
  /** Whether other data than the run's will do. */
  readonly allowChange: boolean;
}

/**
 * The data that a run was trained with. A text that has changed since gives figures that say something else than
 * people think, so it is refused unless it is meant.
 *
 * @throws CraftError `evaluate.changed-data`; `data.other-text` for a text that the run's vocabulary does not fit
 */
export async function openEvaluationData(
  opened: OpenModel,
  { signal, allowChange }: EvaluationDataOptions,
): Promise<EvaluationData> {
  const { composed, tokenizer, checkpoint, run } = opened;
  const dataset = await openReadable(composed, signal);
  try {
    if (dataset.tokenizer.hash !== tokenizer.hash) throw otherText();
    const saved = checkpoint.state.about as Partial<RunIdentity>;
    if (saved.dataset === undefined || saved.dataset === dataset.fingerprint)
      return { dataset, isOther: false };
    const change = await describeChange(saved, dataset, composed);
    if (!allowChange) {
      throw new CraftError(`data: expected the data that the run was trained with but ${change}`, {
        code: 'evaluate.changed-data',
        hint:
          'Put it back as it was; or, to measure what it is now on purpose: ' +
          `${programName} evaluate ${shellWord(displayPath(run.path))} --allow-change data`,
      });
    }
    say(colours.yellow(`This is other data than the run was trained with: ${change}.`));
    return { dataset, isOther: true };
  } catch (error) {
    dataset.close();
    throw error;
  }
}

/** Prepared data beside the runs; where that place can only be read and has it not, in a folder that goes again. */
async function openReadable(composed: ComposedConfig, signal: AbortSignal): Promise<PreparedDataset> {
  const { outputs } = composed.config;
  try {
    if (existsSync(outputs)) return await openData(composed, { signal, cacheDir: dataCache(outputs) });
  } catch (error) {
    if (!isCraftError(error) || error.code !== 'data.cache-not-writable') throw error;
  }
  const cacheDir = mkdtempSync(join(tmpdir(), 'craft-data-'));
  const remove = () => rmSync(cacheDir, { recursive: true, force: true });
  try {
    const dataset = await openData(composed, { signal, cacheDir });
    const close = () => {
      dataset.close();
      remove();
    };
    return { ...dataset, close };
  } catch (error) {
    remove();
    throw error;
  }
}

/** What is known of how data came to be other data; of the former, as long as it is kept prepared. */
async function describeChange(
  saved: Partial<RunIdentity>,
  { manifest }: PreparedDataset,
  { config }: ComposedConfig,
): Promise<string> {
  const former = await openDataset(join(dataCache(config.outputs), saved.dataset ?? '')).then(
    (dataset) => dataset.manifest,
    () => undefined,
  );
  const files = manifest.source.files ?? [];
  const [only] = files;
  const what =
    only !== undefined && files.length === 1
      ? `the text in ${displayPath(only.path)}`
      : files.length > 1
        ? `the text in ${formatCount(files.length)} files`
        : 'it';
  if (former === undefined) return `${what} has changed`;
  if (former.source.sha256 === manifest.source.sha256) return 'it is divided into other splits';
  const [then, now] = [former, manifest].map(({ source }) => formatCount(source.characters));
  return `${what} has changed${then === now ? '' : `: ${then} characters then, ${now} now`}`;
}

function otherText(): CraftError {
  return new CraftError(
    'data: expected the text that the run was trained with but its characters have changed',
    {
      code: 'data.other-text',
      hint: 'Put the text back as it was; what data.path names is in the config.yaml of the run.',
    },
  );
}
