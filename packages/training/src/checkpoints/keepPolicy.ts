import type { MonitorMode } from '../monitor.ts';
import type { BestCheckpoint } from './trainingState.ts';

/** How many checkpoints stay. */
export interface KeepOptions {
  /** The newest so many; at least 1, so that a run can always go on. */
  readonly keepLast: number;
  /** The so many with the best values of what is monitored. */
  readonly keepBest: number;
  /** Whether lower or higher is better. */
  readonly monitorMode: MonitorMode;
}

/** The best checkpoints once one more was evaluated, best first; of equals the earlier one is better. */
export function rankBest(
  best: readonly BestCheckpoint[],
  more: BestCheckpoint,
  { keepBest, monitorMode }: Pick<KeepOptions, 'keepBest' | 'monitorMode'>,
): BestCheckpoint[] {
  const sign = monitorMode === 'min' ? 1 : -1;
  return [...best.filter(({ step }) => step !== more.step), more]
    .sort((a, b) => sign * (a.value - b.value) || a.step - b.step)
    .slice(0, keepBest);
}

/**
 * The checkpoints that can go, now that the one of `newest` is on the disk. Steps after `newest` are of a future
 * that was given up by resuming before it.
 */
export function stepsToDelete(
  steps: readonly number[],
  newest: number,
  best: readonly BestCheckpoint[],
  { keepLast }: Pick<KeepOptions, 'keepLast'>,
): number[] {
  const reached = steps.filter((step) => step <= newest).sort((a, b) => a - b);
  const keep = new Set([...reached.slice(-Math.max(1, keepLast)), ...best.map(({ step }) => step)]);
  return steps.filter((step) => step > newest || !keep.has(step));
}
