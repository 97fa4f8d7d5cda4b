import { defineComponent, duration } from '@craft/config';
import * as v from 'valibot';
import { halfCosine } from './cosineSchedule.ts';
import { checkMinimum, minLearningRateOption } from './decaySchedule.ts';
import type { Schedule, ScheduleContext } from './schedule.ts';
import { scheduleSteps, warmupOption, warmupRate } from './warmup.ts';

/** Options of `cosineRestartsSchedule`; lengths in steps. */
export interface CosineRestartsScheduleOptions {
  /** The highest rate, with which each cycle begins. */
  readonly learningRate: number;
  /** The rate that each cycle comes down to. */
  readonly minLearningRate: number;
  /** Updates of linear rise before the first cycle. */
  readonly warmup: number;
  /** Updates of the first cycle. */
  readonly cycle: number;
  /** How many times as long as the one before each cycle is. */
  readonly cycleScale: number;
}

/** Half a cosine down, then up again at once, and so on (Loshchilov and Hutter, SGDR, arXiv 1608.03983, eq. 5). */
export function cosineRestartsSchedule({
  learningRate,
  minLearningRate,
  warmup,
  cycle,
  cycleScale,
}: CosineRestartsScheduleOptions): Schedule {
  return (step) => {
    if (step < warmup) return warmupRate(learningRate, step, warmup);
    let length = cycle;
    let at = step - warmup;
    if (cycleScale === 1) at %= cycle;
    else {
      for (; at >= length; length *= cycleScale) at -= length;
    }
    return minLearningRate + halfCosine(at / length) * (learningRate - minLearningRate);
  };
}

export const cosineRestartsComponent = defineComponent({
  kind: 'schedule',
  name: 'cosineRestarts',
  description: 'Linear warm-up, then half cosines down to minLearningRate, each from the top again',
  schema: v.strictObject({
    warmup: warmupOption,
    minLearningRate: minLearningRateOption,
    cycle: v.optional(
      v.pipe(duration({ units: ['step', 'epoch', 'token'] }), v.description('How long the first cycle is')),
      '500step',
    ),
    cycleScale: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(1),
        v.maxValue(1000),
        v.description('How many times as long as the one before each cycle is'),
      ),
      1,
    ),
  }),
  create({ minLearningRate, cycleScale, ...options }, context: ScheduleContext): Schedule {
    const { learningRate } = context;
    checkMinimum(minLearningRate, learningRate);
    return cosineRestartsSchedule({
      learningRate,
      minLearningRate,
      warmup: scheduleSteps('schedule.warmup', options.warmup, context),
      cycle: scheduleSteps('schedule.cycle', options.cycle, context),
      cycleScale,
    });
  },
});
