import { defineComponent } from '@craft/config';
import * as v from 'valibot';
import { decayEntries, decayOptions, decaySchedule, type DecayScheduleOptions } from './decaySchedule.ts';
import type { Schedule, ScheduleContext } from './schedule.ts';

/** Options of `cosineSchedule`; lengths in steps. */
export type CosineScheduleOptions = DecayScheduleOptions;

/** Half a cosine from 1 to 0. */
export const halfCosine = (gone: number) => 0.5 * (1 + Math.cos(Math.PI * gone));

/**
 * Linear warm-up, then half a cosine down to the lowest rate, which stays (Loshchilov and Hutter, SGDR,
 * arXiv 1608.03983, eq. 5 without restarts; steps counted as nanoGPT's `get_lr` does).
 */
export function cosineSchedule(options: CosineScheduleOptions): Schedule {
  return decaySchedule(options, halfCosine);
}

export const cosineComponent = defineComponent({
  kind: 'schedule',
  name: 'cosine',
  description: 'Linear warm-up, then half a cosine down to minLearningRate',
  schema: v.strictObject(decayEntries),
  create: (options, context: ScheduleContext): Schedule => cosineSchedule(decayOptions(options, context)),
});
