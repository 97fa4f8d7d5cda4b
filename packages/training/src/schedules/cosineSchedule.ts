import { CraftError, defineComponent, duration } from '@craft/config';
import * as v from 'valibot';
import type { Schedule, ScheduleContext } from './schedule.ts';
import { scheduleSteps, warmupOption, warmupRate } from './warmup.ts';

/** Options of `cosineSchedule`; lengths in steps. */
export interface CosineScheduleOptions {
  /** The highest rate. */
  readonly learningRate: number;
  readonly minLearningRate: number;
  /** Updates of linear rise. */
  readonly warmup: number;
  /** The update at which the rate has come down to `minLearningRate`, counted from the start of the run. */
  readonly decay: number;
}

/**
 * Linear warm-up, then half a cosine down to the lowest rate, which stays (Loshchilov and Hutter, SGDR,
 * arXiv 1608.03983, eq. 5 without restarts; steps counted as nanoGPT's `get_lr` does).
 */
export function cosineSchedule({
  learningRate,
  minLearningRate,
  warmup,
  decay,
}: CosineScheduleOptions): Schedule {
  return (step) => {
    if (step < warmup) return warmupRate(learningRate, step, warmup);
    if (step >= decay) return minLearningRate;
    const ratio = (step - warmup) / (decay - warmup);
    return minLearningRate + 0.5 * (1 + Math.cos(Math.PI * ratio)) * (learningRate - minLearningRate);
  };
}

export const cosineComponent = defineComponent({
  kind: 'schedule',
  name: 'cosine',
  description: 'Linear warm-up, then half a cosine down to minLearningRate',
  schema: v.strictObject({
    warmup: warmupOption,
    minLearningRate: v.optional(
      v.pipe(
        v.number(),
        v.finite(),
        v.minValue(0),
        v.description('The learning rate at the end of the decay'),
      ),
      0,
    ),
    decay: v.optional(
      v.nullable(
        v.pipe(
          duration({ units: ['step', 'epoch', 'token'] }),
          v.description('When minLearningRate is reached; null: at the end of the run'),
        ),
      ),
      null,
    ),
  }),
  create(options, context: ScheduleContext): Schedule {
    const { learningRate } = context;
    const { minLearningRate } = options;
    const warmup = scheduleSteps('schedule.warmup', options.warmup, context);
    const decay = scheduleSteps('schedule.decay', options.decay ?? context.duration, context);
    if (minLearningRate > learningRate) {
      throw new CraftError(
        `schedule.minLearningRate: expected at most optimizer.learningRate (${learningRate}) but received ${minLearningRate}`,
        { code: 'schedule.min-learning-rate' },
      );
    }
    return cosineSchedule({ learningRate, minLearningRate, warmup, decay });
  },
});
