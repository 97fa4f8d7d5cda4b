import { defineComponent } from '@craft/config';
import * as v from 'valibot';
import { decayEntries, decayOptions, decaySchedule, type DecayScheduleOptions } from './decaySchedule.ts';
import type { Schedule, ScheduleContext } from './schedule.ts';

/** Linear warm-up, then straight down to the lowest rate, which stays. */
export function linearSchedule(options: DecayScheduleOptions): Schedule {
  return decaySchedule(options, (gone) => 1 - gone);
}

export const linearComponent = defineComponent({
  kind: 'schedule',
  name: 'linear',
  description: 'Linear warm-up, then straight down to minLearningRate',
  schema: v.strictObject(decayEntries),
  create: (options, context: ScheduleContext): Schedule => linearSchedule(decayOptions(options, context)),
});
