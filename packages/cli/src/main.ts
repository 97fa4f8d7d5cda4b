import { CommanderError } from 'commander';
import { exitCodeOf } from './errors/exitCodeOf.ts';
import { reportError } from './errors/reportError.ts';
import { exitCodes } from './exitCodes.ts';
import { createProgram } from './program.ts';
import { printJson } from './terminal/printJson.ts';
import { say } from './terminal/screen.ts';
import { colours } from './terminal/terminal.ts';

/** Runs craft-cli with the arguments after its name; resolves with the code to exit with. Never rejects. */
export async function runMain(args: readonly string[]): Promise<number> {
  process.stdout.on('error', stopWriting);
  process.stderr.on('error', goOnUnwatched);
  // Only looked at where commander cannot tell us: it stops before it knows the options.
  const json = args.includes('--json');
  try {
    let exitCode: number = exitCodes.done;
    const program = createProgram((code) => (exitCode = code));
    // Asking for nothing is no mistake: the help says what there is to ask for.
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return usageExit(error, json);
    reportError(error, { json });
    return exitCodeOf(error);
  }
}

/** Commander has said everything to people already, or has printed help. */
function usageExit(error: CommanderError, json: boolean): number {
  if (error.exitCode === 0) return exitCodes.done;
  const code = `usage.${error.code.replace(/^commander\./, '').replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  if (json) printJson({ error: { code, message: error.message.replace(/^error: /, '') } });
  return exitCodes.wrongUsage;
}

/** Nobody watches any more, or there is no terminal left: what is under way is worth finishing all the same. */
function goOnUnwatched(): void {
  // There is nobody to tell.
}

/** Whoever read our output has gone, as `head` does; or it cannot be written, as on a full disk. */
function stopWriting({ code, message }: NodeJS.ErrnoException): void {
  if (code === 'EPIPE') process.exit(exitCodes.done);
  say(`${colours.red('error:')} stdout: expected to write but received ${message} [output.write]`);
  process.exit(exitCodes.failed);
}
