import type { Command } from 'commander';
import type { OnExit } from '../program.ts';
import { helpText } from './helpText.ts';
import { jsonOption } from './options.ts';

/** What `craft-cli doctor` is asked for. */
export interface DoctorOptions {
  readonly json?: boolean;
}

/** Adds `craft-cli doctor`. */
export function addDoctorCommand(program: Command, onExit: OnExit): void {
  program
    .command('doctor')
    .summary('what this machine can compute on')
    .description(
      'Looks at this machine: versions, devices with their features and limits, and which one auto takes and why.',
    )
    .addOption(jsonOption())
    .showHelpAfterError('  See craft-cli doctor --help.')
    .addHelpText(
      'after',
      helpText([
        ['craft-cli doctor', 'for people'],
        ['craft-cli doctor --json', 'for programs, and for reports of problems'],
      ]),
    )
    .action(async (options: DoctorOptions) => {
      const { examine } = await import('../doctor/examine.ts');
      onExit(await examine(options));
    });
}
