import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CraftError, discoverProject, nearestName } from '@craft/config';
import { checkpointSteps, readRunRecord, type RunRecord } from '@craft/training';
import { programName } from '../terminal/programName.ts';
import { say } from '../terminal/screen.ts';
import { colours } from '../terminal/terminal.ts';

/** A run folder with what its `run.json` says. */
export interface FoundRun {
  readonly path: string;
  readonly record: RunRecord;
}

/** How `listRuns` goes about it. */
export interface ListOptions {
  /** Told of every run that is passed over because its record is damaged, missing or of another version. */
  readonly onSkip?: (error: unknown) => void;
}

/** The runs in a folder of runs, the newest first; a folder that is no run is passed over in silence. */
export function listRuns(outputs: string, { onSkip }: ListOptions = {}): FoundRun[] {
  if (statSync(outputs, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(outputs, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && isRun(join(outputs, entry.name)))
    .flatMap((entry) => {
      const path = join(outputs, entry.name);
      try {
        return [{ path, record: readRunRecord(path) }];
      } catch (error) {
        onSkip?.(error);
        return [];
      }
    })
    .sort((a, b) => compare(b.record.startedAt, a.record.startedAt) || compare(b.path, a.path));
}

/** Says that a run was passed over, and why. */
export function sayPassedOver(error: unknown): void {
  say(colours.yellow(`Passed over: ${error instanceof Error ? error.message : String(error)}`));
}

/** Whether a folder is a run, be it one whose record was lost. */
function isRun(path: string): boolean {
  return existsSync(join(path, 'run.json')) || hasCheckpoint({ path });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether a run has saved anything. */
export function hasCheckpoint({ path }: Pick<FoundRun, 'path'>): boolean {
  return checkpointSteps(join(path, 'checkpoints')).length > 0;
}

/**
 * The run that somebody means: a run folder, its name under the project's outputs, a folder of runs of which it is
 * the newest with a checkpoint, or, where nothing is said, the newest of the project's outputs.
 *
 * @throws CraftError `run.none`, `run.missing`, `run.unreadable`, `usage.run` for a name that is empty
 */
export async function findRun(named?: string): Promise<FoundRun> {
  const { outputs } = await discoverProject();
  if (named === undefined) return newestOf(outputs);
  if (named.trim() === '') {
    throw new CraftError(`run: expected a run folder or its name but received ${JSON.stringify(named)}`, {
      code: 'usage.run',
      hint: 'Is a variable of the shell empty that should hold it?',
    });
  }
  const candidates = [resolve(named), join(outputs, named)];
  const path = candidates.find(isRun);
  if (path !== undefined) return { path, record: readRunRecord(path) };
  const folder = candidates.find((candidate) => listRuns(candidate).length > 0);
  if (folder !== undefined) return newestOf(folder);
  const names = listRuns(outputs).map(({ record }) => record.id);
  const near = nearestName(named, names);
  throw new CraftError(
    `run: expected a run folder or its name under ${outputs} but received ${JSON.stringify(named)}` +
      (near === undefined ? '' : `; did you mean ${JSON.stringify(near)}?`),
    {
      code: 'run.missing',
      hint: names[0] === undefined ? `Train first: ${programName} run` : `The newest run is ${names[0]}.`,
    },
  );
}

function newestOf(outputs: string): FoundRun {
  const newest = listRuns(outputs, { onSkip: sayPassedOver }).find(hasCheckpoint);
  if (newest !== undefined) return newest;
  throw new CraftError(`run: expected a run with a checkpoint in ${outputs} but there is none`, {
    code: 'run.none',
    hint: `Train first (${programName} run), or name a run folder.`,
  });
}
