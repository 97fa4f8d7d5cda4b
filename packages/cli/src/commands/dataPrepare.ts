import type { Command } from 'commander';
import type { OnExit } from '../program.ts';
import { helpText } from './helpText.ts';
import { jsonOption } from './options.ts';

/** What `craft-cli data prepare` is asked for. */
export interface PrepareOptions {
  readonly json?: boolean;
}

/** Adds `craft-cli data prepare`. */
export function addDataCommand(program: Command, onExit: OnExit): void {
  program
    .command('data')
    .summary('prepare data ahead of a run')
    .helpCommand(false)
    .description('Prepares data ahead of a run.')
    .command('prepare')
    .summary('turn text into tokens, ahead of a run')
    .description(
      'Turns the text that a configuration names into tokens on the disk and describes them.\n' +
        'A run does this by itself; what is prepared already is found again.',
    )
    .argument('[arguments...]', 'an experiment, key=value, group=option, +key=value, ~key')
    .addOption(jsonOption())
    .showHelpAfterError('  See craft-cli data prepare --help.')
    .addHelpText(
      'after',
      helpText([
        ['craft-cli data prepare', 'the tales of the quick-start'],
        ['craft-cli data prepare data.path=my.txt', 'a text of your own'],
        ['craft-cli data prepare data.path="books/**/*.txt" --json', 'many files; the card as JSON'],
      ]),
    )
    .action(async (args: string[], options: PrepareOptions) => {
      const { prepareData } = await import('../data/prepareData.ts');
      onExit(await prepareData(args, options));
    });
}
