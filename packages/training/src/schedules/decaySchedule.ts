import { CraftError, duration } from '@craft/config';
import * as v from 'valibot';
import type { Schedule, ScheduleContext } from './schedule.ts';
import { scheduleSteps, warmupOption, warmupRate } from './warmup.ts';

/** Options of schedules that come down once; lengths in steps. */
export interface DecayScheduleOptions {
  /** The highest rate. */
  readonly learningRate: number;
  readonly minLearningRate: number;
  /** Updates of linear rise. */
  readonly warmup: number;
  /** The update at which the rate has come down to `minLearningRate`, counted from the start of the run. */
  readonly decay: number;
}

/**
 * Linear warm-up, then down to the lowest rate, which stays.
 *
 * @param shape The share of the way that is left, from 1 to 0, as a function of the share of the time that is gone.
 */
export function decaySchedule(
  { learningRate, minLearningRate, warmup, decay }: DecayScheduleOptions,
  shape: (gone: number) => number,
): Schedule {
  return (step) => {
    if (step < warmup) return warmupRate(learningRate, step, warmup);
    if (step >= decay) return minLearningRate;
    const gone = (step - warmup) / (decay - warmup);
    return minLearningRate + shape(gone) * (learningRate - minLearningRate);
  };
}

/** The option `minLearningRate`. */
export const minLearningRateOption = v.optional(
  v.pipe(v.number(), v.finite(), v.minValue(0), v.description('The learning rate at the end of the decay')),
  0,
);

/** The options that schedules which come down once have in common. */
export const decayEntries = {
  warmup: warmupOption,
  minLearningRate: minLearningRateOption,
  decay: v.optional(
    v.nullable(
      v.pipe(
        duration({ units: ['step', 'epoch', 'token'] }),
        v.description('When minLearningRate is reached; null: at the end of the run'),
      ),
    ),
    null,
  ),
};

/**
 * Those options in steps.
 *
 * @throws CraftError `schedule.seconds`, `schedule.min-learning-rate`
 */
export function decayOptions(
  options: { readonly warmup: string; readonly minLearningRate: number; readonly decay: string | null },
  context: ScheduleContext,
): DecayScheduleOptions {
  const { learningRate } = context;
  const { minLearningRate } = options;
  const warmup = scheduleSteps('schedule.warmup', options.warmup, context);
  const decay = scheduleSteps('schedule.decay', options.decay ?? context.duration, context);
  checkMinimum(minLearningRate, learningRate);
  return { learningRate, minLearningRate, warmup, decay };
}

/** Throws `schedule.min-learning-rate` where a schedule would end above where it begins. */
export function checkMinimum(minLearningRate: number, learningRate: number): void {
  if (minLearningRate <= learningRate) return;
  throw new CraftError(
    `schedule.minLearningRate: expected at most optimizer.learningRate (${learningRate}) but received ${minLearningRate}`,
    { code: 'schedule.min-learning-rate' },
  );
}
