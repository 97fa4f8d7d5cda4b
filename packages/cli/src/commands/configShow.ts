import type { Command } from 'commander';
import type { OnExit } from '../program.ts';
import { helpText } from './helpText.ts';
import { jsonOption } from './options.ts';

/** What `craft-cli config show` is asked for. */
export interface ShowOptions {
  readonly origins?: boolean;
  readonly diff?: string;
  readonly json?: boolean;
}

/** Adds `craft-cli config show`. */
export function addConfigShowCommand(config: Command, onExit: OnExit): void {
  config
    .command('show')
    .summary('print the configuration that a run would have')
    .description(
      'Composes and checks a configuration as `craft-cli run` would, and prints it: YAML that runs again by itself.',
    )
    .argument(
      '[arguments...]',
      'an experiment, key=value, group=option, +key=value, ~key; a path: only what is there',
    )
    .option('--origins', 'say of each value where it comes from and what it overrode')
    .option('--diff <experiment>', 'only what differs from another experiment')
    .addOption(jsonOption())
    .showHelpAfterError('  See craft-cli config show --help.')
    .addHelpText(
      'after',
      helpText([
        ['craft-cli config show quickstart', 'everything the quick-start is made of'],
        ['craft-cli config show quickstart optimizer', 'only its optimizer'],
        ['craft-cli config show quickstart model.dModel=64 --origins', 'who set what'],
        ['craft-cli config show shakespeare-char data.path=my.txt --diff quickstart', 'what sets them apart'],
      ]),
    )
    .action(async (args: string[], options: ShowOptions) => {
      const { showConfig } = await import('../config/showConfig.ts');
      onExit(await showConfig(args, options));
    });
}
