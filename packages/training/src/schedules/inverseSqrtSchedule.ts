import { defineComponent, duration } from '@craft/config';
import * as v from 'valibot';
import type { Schedule, ScheduleContext } from './schedule.ts';
import { scheduleSteps, warmupOption, warmupRate } from './warmup.ts';

/** Options of `inverseSqrtSchedule`; lengths in steps. */
export interface InverseSqrtScheduleOptions {
  /** The highest rate. */
  readonly learningRate: number;
  /** Updates of linear rise. */
  readonly warmup: number;
  /** Three of these after the warm-up the rate has halved. */
  readonly timescale: number;
}

/** What the timescale is where there is no warm-up to take it from, as in Transformers. */
const usualTimescale = 10_000;

/**
 * Linear warm-up, then √(timescale / (timescale + steps since)): down without end, so that a run can always go on
 * (Vaswani et al., arXiv 1706.03762, eq. 3, where the timescale is the warm-up).
 */
export function inverseSqrtSchedule({
  learningRate,
  warmup,
  timescale,
}: InverseSqrtScheduleOptions): Schedule {
  return (step) =>
    step < warmup
      ? warmupRate(learningRate, step, warmup)
      : learningRate * Math.sqrt(timescale / (step - warmup + timescale));
}

export const inverseSqrtComponent = defineComponent({
  kind: 'schedule',
  name: 'inverseSqrt',
  description: 'Linear warm-up, then down with one over the square root of the steps, without end',
  schema: v.strictObject({
    warmup: warmupOption,
    timescale: v.optional(
      v.nullable(
        v.pipe(
          duration({ units: ['step', 'epoch', 'token'] }),
          v.description(
            'Three of these after the warm-up the rate has halved; null: the warm-up, or 10,000 steps',
          ),
        ),
      ),
      null,
    ),
  }),
  create(options, context: ScheduleContext): Schedule {
    const { learningRate } = context;
    const warmup = scheduleSteps('schedule.warmup', options.warmup, context);
    const timescale =
      options.timescale === null
        ? warmup || usualTimescale
        : scheduleSteps('schedule.timescale', options.timescale, context);
    return inverseSqrtSchedule({ learningRate, warmup, timescale });
  },
});
