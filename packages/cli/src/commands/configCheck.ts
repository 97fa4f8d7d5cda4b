import type { Command } from 'commander';
import type { OnExit } from '../program.ts';
import { helpText } from './helpText.ts';
import { jsonOption } from './options.ts';

/** What `craft-cli config check` is asked for. */
export interface CheckOptions {
  readonly json?: boolean;
}

/** Adds `craft-cli config check`. */
export function addConfigCheckCommand(config: Command, onExit: OnExit): void {
  config
    .command('check')
    .summary('compose and check every experiment, group file and sweep')
    .description(
      'Composes and checks everything that could be run: each experiment, each group file in the place of what the\n' +
        'default experiment chooses, each sweep with all its points. Reads no data, opens no device, starts nothing.',
    )
    .argument('[names...]', 'only these: shakespeare-char, model/gpt-1m, sweep/rates')
    .addOption(jsonOption())
    .showHelpAfterError('  See craft-cli config check --help.')
    .addHelpText(
      'after',
      helpText([
        ['craft-cli config check', 'everything, such as before a commit'],
        ['craft-cli config check mine --json', 'one experiment; for programs'],
      ]),
    )
    .action(async (names: string[], options: CheckOptions) => {
      const { checkConfigs } = await import('../config/checkConfigs.ts');
      onExit(await checkConfigs(names, options));
    });
}
