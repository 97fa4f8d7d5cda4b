import { displayPath } from '../terminal/displayPath.ts';
import { programName } from '../terminal/programName.ts';
import { formatLoss } from '../terminal/formatNumbers.ts';
import { colours } from '../terminal/terminal.ts';
import type { RunPlan } from './planRun.ts';
import { resumeCommand, shellWord } from './resumeCommand.ts';
import type { Finished } from './train.ts';

/** What a person wants to know when a run is over: how good it is, where it lies, what to do with it. */
export function closingLines(plan: RunPlan, { path, result }: Finished): string[] {
  if (result.status === 'interrupted') {
    return [
      '',
      `Interrupted at step ${result.step}; its state is saved. Go on with:`,
      `  ${resumeCommand(path)}`,
    ];
  }
  const run = shellWord(displayPath(path));
  return [
    '',
    ...lossLines(plan, result.final),
    `The run lies in ${colours.bold(displayPath(path))}.`,
    '',
    'What to do next:',
    ...table([
      [`${programName} generate ${run}`, 'let it write'],
      [`${programName} evaluate ${run}`, 'measure it'],
      ...(plan.composed.config.data.type === 'text'
        ? []
        : ([[`${programName} run data.path=my.txt`, 'train on a text of your own']] as const)),
    ]),
  ];
}

function lossLines({ dataset }: RunPlan, { valLoss, trainLoss }: Finished['result']['final']): string[] {
  if (valLoss === null) return trainLoss === null ? [] : [`train loss ${formatLoss(trainLoss)}`];
  const { entropy } = dataset;
  if (entropy === undefined) return [`val loss ${colours.bold(formatLoss(valLoss))} nats per token`];
  return [
    `val loss       ${colours.bold(formatLoss(valLoss))} nats per character`,
    `entropy floor  ${formatLoss(entropy)} nats per character: the exact entropy of the tales, which no model can be below`,
  ];
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([command]) => command.length));
  return rows.map(([command, what]) => `  ${command.padEnd(width)}  ${colours.dim(what)}`);
}
