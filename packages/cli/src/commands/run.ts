import type { Command } from 'commander';
import type { OnExit } from '../program.ts';
import { helpText } from './helpText.ts';
import { deviceOption, jsonOption } from './options.ts';

/** What `craft-cli run` is asked for. */
export interface RunOptions {
  readonly resume?: string;
  readonly allowChange?: readonly string[];
  readonly dryRun?: boolean;
  readonly device?: string;
  readonly json?: boolean;
}

const more = `Experiments that ship: quickstart, shakespeare-char-cpu, shakespeare-char, got-char-1m.
The keys most often overridden: data.path, model.*, training.duration (200step, 2epoch, 10min), training.batchSize,
training.seed, training.checkpointEvery, training.evaluateEvery, optimizer.learningRate, outputs, device.
See all of them, and where each value comes from: craft-cli config show <experiment> --origins`;

/** Adds `craft-cli run`. */
export function addRunCommand(program: Command, onExit: OnExit): void {
  program
    .command('run')
    .summary('train a model')
    .description(
      'Trains a model: composes the configuration, prepares the data, trains, evaluates, and leaves a run folder.\n' +
        'Without an experiment it trains the quick-start, or what the project’s craft.config names.',
    )
    .argument('[arguments...]', 'an experiment, key=value, group=option, +key=value, ~key')
    .option(
      '--resume <run>',
      'go on with a run: its folder, or auto: the newest that is not done, else a new one',
    )
    .option('--allow-change <key...>', 'with --resume: keys that may differ from what the run began with')
    .option('--dry-run', 'compose, check and print what would happen, then stop')
    .addOption(deviceOption())
    .addOption(jsonOption())
    .showHelpAfterError('  See craft-cli run --help.')
    .addHelpText(
      'after',
      helpText(
        [
          ['craft-cli run', 'the quick-start'],
          ['craft-cli run shakespeare-char-cpu data.path=shakespeare.txt', 'an experiment on a text'],
          ['craft-cli run data.path=my.txt training.duration=1000step', 'your own text'],
          ['craft-cli run --resume auto', 'go on where the newest run stopped'],
        ],
        more,
      ),
    )
    .action(async (args: string[], options: RunOptions) => {
      const { runExperiment } = await import('../runs/runExperiment.ts');
      onExit(await runExperiment(args, options));
    });
}
