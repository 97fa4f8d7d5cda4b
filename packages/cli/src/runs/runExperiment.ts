import type { RunOptions } from '../commands/run.ts';
import { exitCodeOf } from '../errors/exitCodeOf.ts';
import { errorJson, reportError } from '../errors/reportError.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { printJson } from '../terminal/printJson.ts';
import { say } from '../terminal/screen.ts';
import { dryRunJson, dryRunLines } from './dryRun.ts';
import { closingLines } from './closingMessage.ts';
import { Interruption } from './interruption.ts';
import { introductionLines } from './introduction.ts';
import { planRun, type RunPlan } from './planRun.ts';
import { resumeCommand } from './resumeCommand.ts';
import { train } from './train.ts';

/** `craft-cli run`: trains, or says what it would do. */
export async function runExperiment(args: readonly string[], options: RunOptions): Promise<ExitCode> {
  const interruption = new Interruption();
  try {
    const plan = await planRun(args, options, interruption.signal);
    try {
      for (const notice of plan.composed.notices) say(notice);
      if (options.dryRun) return dryRun(plan, options);
      for (const line of introductionLines(plan)) say(line);
      interruption.waitForWork();
      return await trainAndReport(plan, options, interruption.signal);
    } finally {
      await plan.device.close();
      plan.dataset.close();
    }
  } catch (error) {
    if (!interruption.happened) throw error;
    say('Interrupted before the first step: there is nothing to go on with.');
    return exitCodes.interrupted;
  } finally {
    interruption.dispose();
  }
}

function dryRun(plan: RunPlan, { json }: RunOptions): ExitCode {
  for (const line of dryRunLines(plan)) say(line);
  if (json) printJson(dryRunJson(plan));
  return exitCodes.done;
}

async function trainAndReport(plan: RunPlan, { json }: RunOptions, signal: AbortSignal): Promise<ExitCode> {
  const outcome = await train(plan, signal);
  if ('error' in outcome) {
    const { error, path, canResume } = outcome;
    reportError(error);
    if (canResume) say(`What was saved can go on: ${resumeCommand(path)}`);
    if (json) printJson({ error: errorJson(error), run: path });
    return exitCodeOf(error) === exitCodes.noDevice ? exitCodes.noDevice : exitCodes.failed;
  }
  const { result, path, parameters } = outcome;
  const { status, step, final, tokensPerSecond, elapsedSeconds } = result;
  for (const line of closingLines(plan, outcome)) say(line);
  if (json) {
    const device = plan.device.kind;
    printJson({ run: path, status, step, device, parameters, final, tokensPerSecond, elapsedSeconds });
  }
  return status === 'interrupted' ? exitCodes.interrupted : exitCodes.done;
}
