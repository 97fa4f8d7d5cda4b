import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CraftError, parseDuration } from '@craft/config';
import type { PreparedDataset } from '@craft/data';
import {
  assertNotRunning,
  assertResumable,
  compareConfigs,
  isComplete,
  latestCheckpoint,
  runStatus,
  type Checkpoint,
  type Pace,
} from '@craft/training';
import { composeConfig, type ComposedConfig, type ConfigRequest } from '../config/composeConfig.ts';
import type { CraftConfig } from '../config/rootSchema.ts';
import { say } from '../terminal/screen.ts';
import { displayPath } from '../terminal/displayPath.ts';
import { findRun, hasCheckpoint, listRuns, sayPassedOver, type FoundRun } from './findRun.ts';
import { runFiles } from './openModel.ts';
import { shellWord } from './resumeCommand.ts';
import { programName } from '../terminal/programName.ts';

/** What a run is to be made of: a new one, or one that goes on. */
export interface ResumePlan {
  readonly composed: ComposedConfig;
  /** The run that goes on, and the state it goes on from. */
  readonly resumed?: { readonly run: FoundRun; readonly checkpoint: Checkpoint } | undefined;
}

/**
 * Finds what `--resume` means. A named run goes on with its own configuration, which overrides may change. `auto` is
 * the newest run that is not done, among those of the experiment that is named, if one is; where there is none, a
 * new run begins, so that the same command starts a run and goes on with it.
 *
 * @throws CraftError `run.*`, `checkpoint.none-whole`, `usage.arguments`; ConfigError
 */
export async function planResume(request: ConfigRequest, resume: string | undefined): Promise<ResumePlan> {
  if (resume === undefined) return { composed: await composeConfig(request) };
  if (resume === 'auto') {
    const composed = await composeConfig(request);
    const isNamed = request.args.length > 0;
    const run = listRuns(composed.config.outputs, { onSkip: sayPassedOver }).find(
      (candidate) => isUnfinished(candidate) && (!isNamed || runName(candidate) === composed.runName),
    );
    if (run === undefined) {
      say('There is no run to go on with: a new one begins.');
      return { composed };
    }
    if (!isNamed) return goOn(run, { ...request, base: join(run.path, runFiles.config) });
    return { composed, resumed: { run, checkpoint: await newestCheckpoint(run) } };
  }
  const run = await findRun(resume);
  return goOn(run, { ...request, base: join(run.path, runFiles.config) });
}

async function goOn(run: FoundRun, request: ConfigRequest): Promise<ResumePlan> {
  return {
    composed: await composeConfig(request),
    resumed: { run, checkpoint: await newestCheckpoint(run) },
  };
}

/** What a run is called. Records of older versions do not say it by itself. */
function runName({ record }: FoundRun): string | null {
  return record.name ?? record.experiment;
}

/** Whether there is something left to do for a run, and something saved to do it from. */
function isUnfinished(run: FoundRun): boolean {
  return (
    runStatus(run.path, run.record) !== 'completed' &&
    hasCheckpoint(run) &&
    existsSync(join(run.path, runFiles.config))
  );
}

async function newestCheckpoint({ path }: FoundRun): Promise<Checkpoint> {
  assertNotRunning(path);
  const checkpoint = await latestCheckpoint(join(path, 'checkpoints'), {
    onSkip: sayPassedOver,
  });
  if (checkpoint !== undefined) return checkpoint;
  throw new CraftError(
    `${displayPath(path)}: expected a checkpoint to go on from but the run has saved none`,
    {
      code: 'checkpoint.missing',
      hint: `Start it anew: ${programName} run ${shellWord(displayPath(join(path, runFiles.config)))}`,
    },
  );
}

/** What a checkpoint says about the run that made it, as far as going on depends on it. */
export interface RunIdentity {
  readonly config: CraftConfig;
  readonly dataset: string;
  readonly tokenizer: string;
}

/** What is saved with every checkpoint of a run. */
export function identityOf(config: CraftConfig, dataset: PreparedDataset): RunIdentity {
  return { config, dataset: dataset.fingerprint, tokenizer: dataset.tokenizer.hash };
}

/**
 * Refuses to go on with another model, other data or another course than the saved run's.
 *
 * @throws CraftError `resume.differences` naming all differences
 */
export function checkResumable(
  checkpoint: Checkpoint,
  identity: RunIdentity,
  allow: readonly string[] = [],
): void {
  const saved = checkpoint.state.about as unknown as RunIdentity;
  assertResumable(compareConfigs(comparable(saved, identity), comparable(identity, saved)), allow);
}

/**
 * Refuses to go on with a run that has nothing left to do, before anything of it is changed. One that was killed
 * between its last checkpoint and its end may come to its end.
 *
 * @throws CraftError `resume.complete`
 */
export function checkUnfinished(
  { run, checkpoint: { step, state } }: { readonly run: FoundRun; readonly checkpoint: Checkpoint },
  { training: { duration }, schedule }: CraftConfig,
  pace: Pace,
): void {
  const { elapsedSeconds, evaluationDue, about } = state;
  const progress = { step, epoch: step / pace.batchesPerEpoch, tokens: state.tokens, elapsedSeconds };
  if (evaluationDue || !isComplete(parseDuration(duration), pace, progress)) return;
  const saved = (about as unknown as RunIdentity).config.training.duration;
  if (run.record.status !== 'completed' && saved === duration) return;
  throw new CraftError(
    `training.duration: expected more than the ${step} steps that the run has done but received ${duration}`,
    {
      code: 'resume.complete',
      hint: `To train it for longer: training.duration=${2 * step}step${fitsLength(schedule) ? '; the learning rate then is that of a run of this length.' : ''}`,
    },
  );
}

/** Whether the learning rate comes down at the end of the run, wherever that is. */
function fitsLength(schedule: CraftConfig['schedule']): boolean {
  return 'decay' in schedule && schedule.decay === null;
}

/** Equal text is equal data wherever it lies: only of another text do its settings matter. */
function comparable({ config, dataset, tokenizer }: RunIdentity, other: RunIdentity): unknown {
  const data = dataset === other.dataset ? {} : { ...config.data, fingerprint: dataset };
  return { ...config, data, tokenizer: { ...config.tokenizer, hash: tokenizer } };
}
