import type { Command } from 'commander';
import type { OnExit } from '../program.ts';
import { helpText } from './helpText.ts';
import { jsonOption } from './options.ts';

/** What `craft-cli config show` is asked for. */
export interface ShowOptions {
  readonly origins?: boolean;
  readonly json?: boolean;
}

/** Adds `craft-cli config show`. */
export function addConfigCommand(program: Command, onExit: OnExit): void {
  program
    .command('config')
    .summary('look at configurations')
    .helpCommand(false)
    .description('Looks at configurations.')
    .command('show')
    .summary('print the configuration that a run would have')
    .description(
      'Composes and checks a configuration as `craft-cli run` would, and prints it: YAML that runs again by itself.',
    )
    .argument('[arguments...]', 'an experiment, key=value, group=option, +key=value, ~key')
    .option('--origins', 'say of each value where it comes from and what it overrode')
    .addOption(jsonOption())
    .showHelpAfterError('  See craft-cli config show --help.')
    .addHelpText(
      'after',
      helpText([
        ['craft-cli config show quickstart', 'everything the quick-start is made of'],
        ['craft-cli config show quickstart model.dModel=64 --origins', 'who set what'],
      ]),
    )
    .action(async (args: string[], options: ShowOptions) => {
      const { showConfig } = await import('../config/showConfig.ts');
      onExit(await showConfig(args, options));
    });
}
