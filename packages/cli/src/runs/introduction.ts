import { formatCount, formatRounded } from '../terminal/formatNumbers.ts';
import { displayPath } from '../terminal/displayPath.ts';
import { colours } from '../terminal/terminal.ts';
import type { RunPlan } from './planRun.ts';

/** What a run is about to do, in a few lines. */
export function introductionLines({
  composed,
  resumed,
  dataset,
  device,
  model,
  train,
  totalSteps,
}: RunPlan): string[] {
  const { config, runName, experiments } = composed;
  const { source, splits, tokenizer } = dataset.manifest;
  const { training } = config;
  const { description } = experiments.at(-1) ?? {};
  const length = totalSteps === null ? training.duration : `${formatCount(totalSteps)} steps`;
  return [
    `${colours.bold(runName)}${description === undefined ? '' : `  ${colours.dim(description)}`}`,
    `  data    ${source.type}: ${formatRounded(splits.train.tokens)} tokens to train on, ` +
      `${splits.val.tokens === 0 ? 'none' : formatRounded(splits.val.tokens)} to evaluate on, ` +
      `${formatCount(tokenizer.vocabSize)} different`,
    `  model   ${config.model.type}: ${formatRounded(model.parameterCount())} parameters`,
    `  device  ${device.description}`,
    `  length  ${length} of ${formatRounded(train.tokensPerBatch)} tokens`,
    ...(resumed
      ? [`  resume  ${displayPath(resumed.run.path)} from step ${formatCount(resumed.checkpoint.step)}`]
      : []),
    '',
  ];
}
