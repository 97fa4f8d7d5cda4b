import { stepsIn, type Pace } from '@craft/training';
import { dataWarnings } from '../data/dataWarnings.ts';
import { formatBytes, formatCount, formatFiles, formatRounded } from '../terminal/formatNumbers.ts';
import { displayPath } from '../terminal/displayPath.ts';
import { colours } from '../terminal/terminal.ts';
import type { RunPlan } from './planRun.ts';

/** What a run is about to do, in a few lines. */
export function introductionLines({
  composed,
  resumed,
  dataset,
  device,
  memory,
  model,
  train,
  totalSteps,
}: RunPlan): string[] {
  const { config, runName, experiments, origins } = composed;
  const { source, splits, tokenizer } = dataset.manifest;
  const { training } = config;
  // What an experiment says of itself is not said of another text.
  const isOwnText = origins.get('data.path')?.origin?.kind === 'argument';
  const description = isOwnText ? undefined : experiments.at(-1)?.description;
  const length =
    totalSteps === null
      ? training.duration
      : `${formatCount(totalSteps)} ${totalSteps === 1 ? 'step' : 'steps'}`;
  return [
    `${colours.bold(runName)}${description === undefined ? '' : `  ${colours.dim(description)}`}`,
    `  data    ${source.type}${source.files ? ` in ${formatFiles(source.files.length)}` : ''}: ${formatRounded(splits.train.tokens)} tokens to train on, ` +
      `${splits.val.tokens === 0 ? 'none' : formatRounded(splits.val.tokens)} to evaluate on, ` +
      `${formatCount(tokenizer.vocabSize)} different`,
    `  model   ${config.model.type}: ${formatRounded(model.parameterCount())} parameters`,
    `  device  ${device.description}, about ${formatBytes(memory.peakBytes)} of memory${training.precision === 'mixed' ? ', mixed precision' : ''}`,
    `  length  ${length} of ${formatRounded(train.tokensPerBatch)} tokens`,
    ...(resumed
      ? [`  resume  ${displayPath(resumed.run.path)} from step ${formatCount(resumed.checkpoint.step)}`]
      : []),
    ...dataWarnings(dataset.manifest).map((warning) => colours.yellow(warning)),
    ...warmupLines(config.schedule.warmup, train, totalSteps),
    '',
  ];
}

/** A short run to try something out is fine, but nobody should wonder about its learning rate. */
function warmupLines(warmup: string, pace: Pace, totalSteps: number | null): string[] {
  const steps = stepsIn(warmup, pace);
  if (steps === null || totalSteps === null || steps < totalSteps) return [];
  const run = `${formatCount(totalSteps)} ${totalSteps === 1 ? 'step' : 'steps'}`;
  return [
    colours.yellow(`The warm-up (${warmup}) is longer than the run (${run}): the learning rate only rises.`),
  ];
}
