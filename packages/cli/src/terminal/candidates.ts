import type { Command } from 'commander';

/** Words that may follow others on the command line: commands, options, and names of experiments and sweeps. */
export async function candidates(program: Command, words: readonly string[]): Promise<string[]> {
  let command = program;
  for (const word of words) command = command.commands.find((child) => child.name() === word) ?? command;
  const help = command.createHelp();
  const commands = help.visibleCommands(command).map((child) => child.name());
  const options = help.visibleOptions(command).map(({ long, short }) => long ?? short ?? '');
  const takesNames = command.registeredArguments.some(({ variadic }) => variadic);
  return [...commands, ...options, ...(takesNames ? await names(command.name() === 'sweep') : [])];
}

async function names(withSweeps: boolean): Promise<string[]> {
  const { allConfigs } = await import('../config/listConfigs.ts');
  const { experiment = [], sweep = [] } = await allConfigs();
  return [...experiment, ...(withSweeps ? sweep : [])].map(({ name }) => name);
}
