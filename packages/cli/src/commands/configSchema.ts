import type { Command } from 'commander';
import type { OnExit } from '../program.ts';
import { helpText } from './helpText.ts';
import { jsonOption } from './options.ts';

/** What `craft-cli config schema` is asked for. */
export interface SchemaOptions {
  readonly check?: boolean;
  readonly json?: boolean;
}

/** Adds `craft-cli config schema`. */
export function addConfigSchemaCommand(config: Command, onExit: OnExit): void {
  config
    .command('schema')
    .summary('write JSON Schemas, with which editors complete and check YAML')
    .description(
      'Writes a JSON Schema for each kind of config file, plugins included. A first line such as\n' +
        '  # yaml-language-server: $schema=../.schema/experiment.json\n' +
        'in a file makes editors with a YAML language server complete its keys and underline mistakes.',
    )
    .argument('[folder]', 'where to; default: .schema in the project’s first config folder')
    .option('--check', 'write nothing; fail where a file there is not up to date')
    .addOption(jsonOption())
    .showHelpAfterError('  See craft-cli config schema --help.')
    .addHelpText(
      'after',
      helpText(
        [
          ['craft-cli config schema', 'into configs/.schema'],
          ['craft-cli config schema --check', 'in CI: are they up to date?'],
        ],
        'With --json: all schemas by name, and nothing is written.',
      ),
    )
    .action(async (folder: string | undefined, options: SchemaOptions) => {
      const { writeSchemas } = await import('../config/writeSchemas.ts');
      onExit(await writeSchemas(folder, options));
    });
}
