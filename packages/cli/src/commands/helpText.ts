import { exitCodeHelp } from '../exitCodes.ts';

/** The end of a command's help: examples, further lines, exit codes. */
export function helpText(examples: readonly [command: string, what: string][], more = ''): string {
  const width = Math.max(...examples.map(([command]) => command.length));
  const lines = examples.map(([command, what]) => `  ${command.padEnd(width)}  ${what}`);
  return ['', 'Examples:', ...lines, ...(more === '' ? [] : ['', more]), '', `${exitCodeHelp}.`].join('\n');
}
