import { Command } from 'commander';
import { addCompletionCommand } from './commands/completion.ts';
import { addConfigCommand } from './commands/config.ts';
import { addDataCommand } from './commands/data.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addEvaluateCommand } from './commands/evaluate.ts';
import { addGenerateCommand } from './commands/generate.ts';
import { addRunCommand } from './commands/run.ts';
import { addSweepCommand } from './commands/sweep.ts';
import { exitCodeHelp, type ExitCode } from './exitCodes.ts';
import { colours } from './terminal/terminal.ts';
import { version } from './version.ts';

/** Told the exit code by a command that came to its end. */
export type OnExit = (code: ExitCode) => void;

/** The program: all commands, none of which loads what it works with before it runs. */
export function createProgram(onExit: OnExit): Command {
  const program = new Command('craft-cli')
    .description(
      'Trains, evaluates and generates from models: one config, one command, on a GPU or a plain CPU.',
    )
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .showSuggestionAfterError()
    .showHelpAfterError('  See craft-cli --help.')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error:/, colours.red('error:'))) })
    .addHelpText('after', nextSteps);
  for (const add of [
    addRunCommand,
    addSweepCommand,
    addGenerateCommand,
    addEvaluateCommand,
    addDataCommand,
    addConfigCommand,
    addDoctorCommand,
    addCompletionCommand,
  ]) {
    add(program, onExit);
  }
  return program;
}

const nextSteps = `
What to do next:
  craft-cli run                          train the quick-start, about a minute
  craft-cli generate                     let the newest run write
  craft-cli run data.path=my.txt         train on a text of your own
  craft-cli run <experiment> key=value   another experiment, changed; craft-cli run --help names them

${exitCodeHelp}.`;
