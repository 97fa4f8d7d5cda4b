import { Option, type Command } from 'commander';
import type { OnExit } from '../program.ts';
import { helpText } from './helpText.ts';
import { checkpointOption, deviceOption, jsonOption, type CheckpointChoice } from './options.ts';

/** What `craft-cli evaluate` is asked for. */
export interface EvaluateCommandOptions {
  readonly split: 'train' | 'val' | 'test';
  readonly checkpoint: CheckpointChoice;
  readonly allowChange?: 'data';
  readonly device?: string;
  readonly json?: boolean;
}

/** Adds `craft-cli evaluate`. */
export function addEvaluateCommand(program: Command, onExit: OnExit): void {
  program
    .command('evaluate')
    .summary('measure a trained model on a whole split')
    .description(
      'Evaluates a trained model on a whole split of the data it was trained with, every token once.\n' +
        'Writes the result to evaluation/ in the run folder.',
    )
    .argument('[run]', 'a run folder, its name under outputs, or a folder of runs; default: the newest run')
    .addOption(
      new Option('--split <name>', 'which part of the data').choices(['val', 'test', 'train']).default('val'),
    )
    .addOption(checkpointOption())
    .addOption(
      new Option('--allow-change <what>', 'data: measure a text that has changed since the run').choices([
        'data',
      ]),
    )
    .addOption(deviceOption())
    .addOption(jsonOption())
    .showHelpAfterError('  See craft-cli evaluate --help.')
    .addHelpText(
      'after',
      helpText(
        [
          ['craft-cli evaluate', 'the newest run on val'],
          [
            'craft-cli evaluate outputs/quickstart-20260131-142530 --checkpoint best',
            'the best checkpoint of a run',
          ],
          ['craft-cli evaluate --split train --json', 'for programs'],
        ],
        'With --json: { "split", "loss", "perplexity", "accuracy", "bitsPerCharacter", "bitsPerByte", "tokens" };\nloss in nats per token.',
      ),
    )
    .action(async (run: string | undefined, options: EvaluateCommandOptions) => {
      const { evaluateRun } = await import('../runs/evaluateRun.ts');
      onExit(await evaluateRun(run, options));
    });
}
