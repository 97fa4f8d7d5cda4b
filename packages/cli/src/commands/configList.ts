import type { Command } from 'commander';
import type { OnExit } from '../program.ts';
import { helpText } from './helpText.ts';
import { jsonOption } from './options.ts';

/** What `craft-cli config list` is asked for. */
export interface ListOptions {
  readonly json?: boolean;
}

/** Adds `craft-cli config list`. */
export function addConfigListCommand(config: Command, onExit: OnExit): void {
  config
    .command('list')
    .summary('list what there is to choose')
    .description(
      'Lists experiments, group files and sweeps, the project’s own and those that ship, each with a line about it.',
    )
    .argument('[group]', 'only this group: experiment, sweep, model, data, …')
    .addOption(jsonOption())
    .showHelpAfterError('  See craft-cli config list --help.')
    .addHelpText(
      'after',
      helpText([
        ['craft-cli config list', 'everything'],
        ['craft-cli config list model', 'what model=… can choose'],
      ]),
    )
    .action(async (group: string | undefined, options: ListOptions) => {
      const { listConfigs } = await import('../config/listConfigs.ts');
      onExit(await listConfigs(group, options));
    });
}
