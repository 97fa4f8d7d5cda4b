import { Option, type Command } from 'commander';
import type { OnExit } from '../program.ts';
import { helpText } from './helpText.ts';
import { jsonOption, wholeNumber } from './options.ts';

/** What `craft-cli sweep` is asked for. */
export interface SweepOptions {
  readonly jobs?: number;
  readonly resume?: string;
  readonly launcher: 'local' | 'slurm';
  readonly slurm?: readonly string[];
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

const more = `Several values of a key are separated by commas, a..b are whole numbers, and every combination is a point; only here
do commas mean that. A file below configs/sweep/ can also draw points at random (on a log scale, too) and let the
better ones train for longer (method: halving). Every point is composed and checked before the first one starts.`;

/** Adds `craft-cli sweep`, and the command that its launchers start. */
export function addSweepCommand(program: Command, onExit: OnExit): void {
  program
    .command('sweep')
    .summary('train many times, each a little different')
    .description(
      'Runs every combination of several values, each in a process of its own, and compares them in a table and a plot.',
    )
    .argument('[arguments...]', 'an experiment, or a file below configs/sweep/; key=a,b; key=0..4; key=value')
    .option('-j, --jobs <count>', 'how many run at a time; default: 1, or what the file says', wholeNumber(1))
    .option('--resume <sweep>', 'go on with a sweep: its folder or name, or auto: the newest')
    .addOption(
      new Option('--launcher <name>', 'where points run').choices(['local', 'slurm']).default('local'),
    )
    .option(
      '--slurm <option...>',
      'with --launcher slurm: options of sbatch, such as --slurm=--partition=gpu',
    )
    .option('--dry-run', 'compose and check every point, then stop')
    .addOption(jsonOption())
    .showHelpAfterError('  See craft-cli sweep --help.')
    .addHelpText(
      'after',
      helpText(
        [
          [
            'craft-cli sweep optimizer.learningRate=1e-3,3e-4 training.seed=0..4',
            'ten runs of the quick-start',
          ],
          ['craft-cli sweep shakespeare-char data.path=my.txt model.dropout=0,0.2 --jobs 2', 'two at a time'],
          ['craft-cli sweep --resume auto', 'what was interrupted, killed or failed'],
          [
            'craft-cli sweep rates --launcher slurm --slurm=--partition=gpu',
            'configs/sweep/rates.yaml on a cluster',
          ],
        ],
        more,
      ),
    )
    .action(async (args: string[], options: SweepOptions) => {
      const { runSweep } = await import('../sweep/runSweep.ts');
      onExit(await runSweep(args, options));
    });
  program
    .command('sweep-point <folder> <index>', { hidden: true })
    .description('Runs one point of a sweep. Launchers call it.')
    .option('--steps <count>', 'train up to this step', wholeNumber(1))
    .action(async (folder: string, index: string, options: { steps?: number }) => {
      const { runPoint } = await import('../sweep/runPoint.ts');
      onExit(await runPoint(folder, Number(index), options));
    });
}
