import { CraftError, didYouMean, nearestName } from '@craft/config';
import * as v from 'valibot';

/** Whether a figure is better when it is lower (a loss) or higher (an accuracy). */
export type MonitorMode = 'min' | 'max';

/** Options that everything which watches a figure of an evaluation has in common. */
export const monitorEntries = {
  monitor: v.optional(
    v.pipe(
      v.string(),
      v.nonEmpty(),
      v.description('The figure to go by: <split>/<metric>, such as val/loss'),
    ),
    'val/loss',
  ),
  mode: v.optional(
    v.pipe(v.picklist(['min', 'max']), v.description('Whether lower or higher is better')),
    'min',
  ),
  threshold: v.optional(
    v.pipe(
      v.number(),
      v.finite(),
      v.minValue(0),
      v.description('The least that is an improvement, relative to the best'),
    ),
    1e-4,
  ),
};

/** Whether a value is better than the best before by more than the threshold, relative to that best. */
export function isBetter(
  value: number,
  best: number,
  { mode, threshold }: { readonly mode: MonitorMode; readonly threshold: number },
): boolean {
  return mode === 'min' ? value < best * (1 - threshold) : value > best * (1 + threshold);
}

/**
 * Refuses to watch a figure that no evaluation will give, before anything starts.
 *
 * @param what Who watches it, as a key of the configuration: `schedule`, `callbacks.stop`.
 * @throws CraftError `monitor.unknown`
 */
export function checkMonitor(what: string, monitor: string, declared: readonly string[]): void {
  if (declared.includes(monitor)) return;
  throw new CraftError(
    `${what}.monitor: expected a figure of an evaluation but received ${JSON.stringify(monitor)}` +
      didYouMean(nearestName(monitor, declared)),
    {
      code: 'monitor.unknown',
      hint:
        declared.length > 0
          ? `There are ${declared.join(', ')}.`
          : 'Nothing is evaluated: the data has no split besides train.',
    },
  );
}
