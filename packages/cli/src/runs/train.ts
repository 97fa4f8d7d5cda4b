import { originsToJson, toYaml } from '@craft/config';
import {
  consoleProgress,
  gitState,
  languageModelTask,
  RunFolder,
  Trainer,
  type FitResult,
  type RunRecord,
  type TokenBatch,
} from '@craft/training';
import { colours } from '../terminal/terminal.ts';
import { version } from '../version.ts';
import { hasCheckpoint } from './findRun.ts';
import { runFiles } from './openModel.ts';
import type { RunPlan } from './planRun.ts';
import { sampler } from './sampler.ts';
import { tokenLengths } from './tokenLengths.ts';

/** How a run that was started ended. */
export type Outcome = Finished | Failed;

/** It came to its end, or was asked to stop. */
export interface Finished {
  /** The run folder. */
  readonly path: string;
  readonly parameters: number;
  readonly result: FitResult;
}

/** It could not go on. */
export interface Failed {
  readonly path: string;
  readonly error: unknown;
  readonly canResume: boolean;
}

/**
 * Makes or opens the run folder and trains. From the first file in that folder on, what goes wrong is an outcome and
 * not an exception.
 *
 * @throws CraftError `run.create`, `run.locked`
 */
export async function train(plan: RunPlan, signal: AbortSignal): Promise<Outcome> {
  const { config } = plan.composed;
  const about = { versions: versions(), git: await gitState(process.cwd()) };
  signal.throwIfAborted();
  const run = plan.resumed ? await RunFolder.open(plan.resumed.run.path) : await createFolder(plan, about);
  const { path } = run;
  try {
    if (plan.resumed) {
      for (const [name, content] of Object.entries(filesOf(plan))) run.writeFile(name, content);
      run.update(howItComputes(plan));
    }
    const progress = consoleProgress();
    const { registry } = plan.composed;
    const context = {
      sample: sampler(plan.model, plan.dataset.tokenizer),
      show: (text: string) =>
        progress.print(`${colours.dim('── sample')}\n${text.trim()}\n${colours.dim('──')}`),
    };
    const callbacks = Object.entries(config.callbacks).map(
      ([name, callback]) => [name, registry.create('callback', callback, context)] as const,
    );
    const trainer = new Trainer<RunPlan['model'], TokenBatch>({
      model: plan.model,
      task: languageModelTask({ device: plan.device }),
      optimizer: plan.optimizer,
      schedule: plan.schedule,
      train: plan.train,
      evaluate: plan.val ? { val: plan.val } : {},
      callbacks: { progress, ...Object.fromEntries(callbacks) },
      run,
      settings: config.training,
      ...(plan.resumed ? { resume: plan.resumed.checkpoint } : {}),
      about: { ...plan.identity, ...about },
      ...(plan.val ? tokenLengths(plan.dataset, 'val') : {}),
    });
    const stop = () => trainer.requestStop();
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    try {
      return { path, parameters: plan.model.parameterCount(), result: await trainer.fit() };
    } finally {
      signal.removeEventListener('abort', stop);
    }
  } catch (error) {
    return { path, error, canResume: hasCheckpoint({ path }) };
  } finally {
    run.close();
  }
}

function versions(): Record<string, string> {
  return { 'craft-cli': version, node: process.versions.node };
}

function createFolder(
  plan: RunPlan,
  about: Pick<Parameters<typeof RunFolder.create>[0], 'versions' | 'git'>,
): Promise<RunFolder> {
  const { config, runName, experiments } = plan.composed;
  return RunFolder.create({
    outputs: config.outputs,
    name: runName,
    experiment: experiments.at(-1)?.name ?? null,
    seed: config.training.seed,
    device: plan.device.description,
    ...howItComputes(plan),
    precision: config.training.precision,
    argv: process.argv.slice(2),
    files: filesOf(plan),
    ...about,
  });
}

/** What a run records of the ways in which its device computes, where there are several. */
function howItComputes({ device, kernels }: RunPlan): Pick<RunRecord, 'matmul' | 'kernels'> {
  const { matmul } = device.info;
  return { ...(matmul ? { matmul } : {}), ...(kernels ? { kernels } : {}) };
}

/**
 * The resolved configuration, which runs again by itself, who set what, and the vocabulary. A run that goes on
 * writes them again: the configuration may have changed, and a file that was lost is there again.
 */
function filesOf({ composed, dataset }: RunPlan): Record<string, string> {
  const { config, origins, runName, project } = composed;
  return {
    [runFiles.config]: toYaml(
      { ...config, name: runName },
      {
        comment: `Everything that was decided for this run. It runs again by itself: craft-cli run <this file>`,
      },
    ),
    [runFiles.origins]: `${JSON.stringify(originsToJson(origins, { relativeTo: project.root }), null, 2)}\n`,
    [runFiles.tokenizer]: `${JSON.stringify(dataset.tokenizer.toJSON())}\n`,
  };
}
