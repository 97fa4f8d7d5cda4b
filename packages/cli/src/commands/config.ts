import type { Command } from 'commander';
import type { OnExit } from '../program.ts';
import { addConfigCheckCommand } from './configCheck.ts';
import { addConfigListCommand } from './configList.ts';
import { addConfigSchemaCommand } from './configSchema.ts';
import { addConfigShowCommand } from './configShow.ts';
import { addConfigWhyCommand } from './configWhy.ts';

/** Adds `craft-cli config` with all below it. */
export function addConfigCommand(program: Command, onExit: OnExit): void {
  const config = program
    .command('config')
    .summary('look at configurations')
    .helpCommand(false)
    .description('Looks at configurations.');
  for (const add of [
    addConfigShowCommand,
    addConfigWhyCommand,
    addConfigListCommand,
    addConfigCheckCommand,
    addConfigSchemaCommand,
  ]) {
    add(config, onExit);
  }
}
