import {
  checkMonitor,
  declaredMetrics,
  languageModelTask,
  type EvaluationOptions,
  type Schedule,
} from '@craft/training';
import type { CraftConfig } from '../config/rootSchema.ts';

/**
 * Refuses to watch figures that no evaluation of the run will give, while nothing has been made yet.
 *
 * @param lengths Of the tokens of val; undefined where there is no val to evaluate on.
 * @throws CraftError `monitor.unknown`, naming the key
 */
export function checkMonitors(
  { training, callbacks }: Pick<CraftConfig, 'training' | 'callbacks'>,
  schedule: Schedule,
  lengths: Pick<EvaluationOptions, 'charactersPerToken' | 'bytesPerToken'> | undefined,
): void {
  const declared = declaredMetrics(lengths ? ['val'] : [], languageModelTask(), lengths ?? {});
  if (training.monitor !== null) checkMonitor('training', training.monitor, declared);
  if (schedule.monitor !== undefined) checkMonitor('schedule', schedule.monitor, declared);
  for (const [name, options] of Object.entries(callbacks)) {
    const monitor: unknown = 'monitor' in options ? options.monitor : undefined;
    if (typeof monitor === 'string') checkMonitor(`callbacks.${name}`, monitor, declared);
  }
}
