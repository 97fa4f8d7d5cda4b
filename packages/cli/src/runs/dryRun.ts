import { formatCount } from '../terminal/formatNumbers.ts';
import { displayPath } from '../terminal/displayPath.ts';
import { introductionLines } from './introduction.ts';
import type { RunPlan } from './planRun.ts';

/** What a run would do, for people. */
export function dryRunLines(plan: RunPlan): string[] {
  const { composed, resumed, totalSteps, train } = plan;
  const { outputs } = composed.config;
  const tokens =
    totalSteps === null ? [] : [`  tokens  ${formatCount(totalSteps * train.tokensPerBatch)} in all`];
  const goal = resumed ? [] : [`  folder  ${displayPath(outputs)}/${composed.runName}-<time>`];
  return [
    ...introductionLines(plan).slice(0, -1),
    ...tokens,
    ...goal,
    '',
    'Everything fits. This was a dry run: nothing was started.',
  ];
}

/** What a run would do, for programs. */
export function dryRunJson({
  composed,
  resumed,
  dataset,
  device,
  memory,
  model,
  totalSteps,
}: RunPlan): unknown {
  return {
    dryRun: true,
    name: composed.runName,
    resume: resumed === undefined ? null : { run: resumed.run.path, step: resumed.checkpoint.step },
    device: device.kind,
    parameters: model.parameterCount(),
    memoryBytes: memory.peakBytes,
    steps: totalSteps,
    dataset: dataset.fingerprint,
    config: composed.config,
  };
}
