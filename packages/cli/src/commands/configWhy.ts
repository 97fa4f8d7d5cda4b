import type { Command } from 'commander';
import type { OnExit } from '../program.ts';
import { helpText } from './helpText.ts';
import { jsonOption } from './options.ts';

/** What `craft-cli config why` is asked for. */
export interface WhyOptions {
  readonly json?: boolean;
}

/** Adds `craft-cli config why`. */
export function addConfigWhyCommand(config: Command, onExit: OnExit): void {
  config
    .command('why')
    .summary('say where a value comes from, and what it overrode')
    .description(
      'Says of a value, or of all below a key, who set it (file, line and column; argument; or whose default) and\n' +
        'what that overrode, the last one first.',
    )
    .argument('<path>', 'a value or a section: optimizer.learningRate, model')
    .argument('[arguments...]', 'as for a run: an experiment, key=value, …')
    .addOption(jsonOption())
    .showHelpAfterError('  See craft-cli config why --help.')
    .addHelpText(
      'after',
      helpText([
        ['craft-cli config why optimizer.learningRate', 'of the quick-start'],
        [
          'craft-cli config why model shakespeare-char-cpu data.path=my.txt model.dModel=64',
          'a whole section',
        ],
      ]),
    )
    .action(async (path: string, args: string[], options: WhyOptions) => {
      const { explainConfig } = await import('../config/explainConfig.ts');
      onExit(await explainConfig(path, args, options));
    });
}
