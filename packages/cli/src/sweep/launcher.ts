import type { SweepFolder } from './sweepFolder.ts';

/** Points to run, and how. */
export interface LaunchRequest {
  readonly folder: SweepFolder;
  /** Indices of points. */
  readonly points: readonly number[];
  /** How many at a time. */
  readonly jobs: number;
  /** Steps that each trains up to; undefined: as its configuration says. */
  readonly steps: number | undefined;
  /** Aborted when somebody asks to stop: points under way are asked to save their state. */
  readonly signal: AbortSignal;
  /** Told when a point has ended, whichever way; a launcher that cannot tell does not. */
  readonly onEnd: (index: number) => void;
}

/**
 * Where points run. It starts `pointCommand` for each, in a process of its own, so that one that fails takes no other
 * with it, and comes back when all have ended. How they ended, their files say.
 */
export interface Launcher {
  readonly name: string;
  /** @throws CraftError `sweep.launcher` where it cannot start anything */
  launch(request: LaunchRequest): Promise<void>;
}

/** The words that start a point; `index` may be a shell's variable. */
export function pointCommand(
  { folder, steps }: Pick<LaunchRequest, 'folder' | 'steps'>,
  index: number | string,
): string[] {
  const program = process.argv[1] ?? '';
  const length = steps === undefined ? [] : ['--steps', String(steps)];
  return [process.execPath, program, 'sweep-point', folder.path, String(index), ...length];
}
