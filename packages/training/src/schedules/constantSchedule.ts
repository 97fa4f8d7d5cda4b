import { defineComponent } from '@craft/config';
import * as v from 'valibot';
import type { Schedule, ScheduleContext } from './schedule.ts';
import { scheduleSteps, warmupOption, warmupRate } from './warmup.ts';

/** One rate for the whole run, after `warmup` updates of linear rise. */
export function constantSchedule(options: {
  readonly learningRate: number;
  readonly warmup?: number;
}): Schedule {
  const { learningRate, warmup = 0 } = options;
  return (step) => (step < warmup ? warmupRate(learningRate, step, warmup) : learningRate);
}

export const constantComponent = defineComponent({
  kind: 'schedule',
  name: 'constant',
  description: 'One learning rate for the whole run, after an optional linear warm-up',
  schema: v.strictObject({ warmup: warmupOption }),
  create: (options, context: ScheduleContext): Schedule =>
    constantSchedule({
      learningRate: context.learningRate,
      warmup: scheduleSteps('schedule.warmup', options.warmup, context),
    }),
});
