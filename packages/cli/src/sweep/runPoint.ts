import { replaceFile } from '@craft/training';
import { exitCodeOf } from '../errors/exitCodeOf.ts';
import { reportError } from '../errors/reportError.ts';
import type { ExitCode } from '../exitCodes.ts';
import { hasCheckpoint } from '../runs/findRun.ts';
import { runExperiment } from '../runs/runExperiment.ts';
import { SweepFolder, type PointEnd } from './sweepFolder.ts';

/** How a point is run. */
export interface PointOptions {
  /** Steps to train up to; otherwise as its configuration says. */
  readonly steps?: number;
}

/** `craft-cli sweep-point`: runs one point of a sweep, or goes on with it. Launchers call it. */
export async function runPoint(path: string, index: number, { steps }: PointOptions): Promise<ExitCode> {
  const folder = SweepFolder.open(path);
  const write = (end: PointEnd) => replaceFile(folder.endFile(index), `${JSON.stringify(end)}\n`);
  write({ exitCode: null });
  const run = folder.runOf(index);
  const length = steps === undefined ? [] : [`training.duration=${steps}step`];
  try {
    const exitCode =
      run !== null && hasCheckpoint({ path: run })
        ? await runExperiment(length, { resume: run })
        : await runExperiment([folder.configFile(index), ...length], {});
    write({ exitCode });
    return exitCode;
  } catch (error) {
    reportError(error);
    const exitCode = exitCodeOf(error);
    write({ exitCode, error: error instanceof Error ? error.message : String(error) });
    return exitCode;
  }
}
