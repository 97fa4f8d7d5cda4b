import { CraftError, defineComponent, duration } from '@craft/config';
import * as v from 'valibot';
import { halfCosine } from './cosineSchedule.ts';
import { checkMinimum, minLearningRateOption } from './decaySchedule.ts';
import type { Schedule, ScheduleContext } from './schedule.ts';
import { scheduleSteps, warmupOption, warmupRate } from './warmup.ts';

/** How the last phase of `wsdSchedule` comes down. */
export type WsdShape = 'linear' | 'cosine' | 'oneMinusSqrt';

/** Options of `wsdSchedule`; lengths in steps. */
export interface WsdScheduleOptions {
  /** The highest rate. */
  readonly learningRate: number;
  readonly minLearningRate: number;
  /** Updates of linear rise. */
  readonly warmup: number;
  /** Updates of the last phase. */
  readonly decay: number;
  /** The update at which `minLearningRate` is reached: the length of the run. */
  readonly end: number;
  readonly shape: WsdShape;
}

const shapes: Readonly<Record<WsdShape, (gone: number) => number>> = {
  linear: (gone) => 1 - gone,
  cosine: halfCosine,
  oneMinusSqrt: (gone) => 1 - Math.sqrt(gone),
};

/** Warm-up, one rate for most of the run, and a short way down at its end (Hu et al., MiniCPM, arXiv 2404.06395, § 4). */
export function wsdSchedule({
  learningRate,
  minLearningRate,
  warmup,
  decay,
  end,
  shape,
}: WsdScheduleOptions): Schedule {
  return (step) => {
    if (step < warmup) return warmupRate(learningRate, step, warmup);
    if (step >= end) return minLearningRate;
    if (step < end - decay) return learningRate;
    const gone = (step - (end - decay)) / decay;
    return minLearningRate + shapes[shape](gone) * (learningRate - minLearningRate);
  };
}

export const wsdComponent = defineComponent({
  kind: 'schedule',
  name: 'warmupStableDecay',
  description: 'Linear warm-up, one rate for most of the run, and down to minLearningRate at its end',
  schema: v.strictObject({
    warmup: warmupOption,
    minLearningRate: minLearningRateOption,
    decay: v.optional(
      v.nullable(
        v.pipe(
          duration({ units: ['step', 'epoch', 'token'] }),
          v.description('How long the way down at the end of the run is; null: a tenth of the run'),
        ),
      ),
      null,
    ),
    shape: v.optional(
      v.pipe(v.picklist(['linear', 'cosine', 'oneMinusSqrt']), v.description('How it comes down')),
      'linear',
    ),
  }),
  create({ minLearningRate, shape, ...options }, context: ScheduleContext): Schedule {
    const { learningRate } = context;
    checkMinimum(minLearningRate, learningRate);
    const warmup = scheduleSteps('schedule.warmup', options.warmup, context);
    const end = scheduleSteps('training.duration', context.duration, context);
    const decay =
      options.decay === null
        ? Math.max(1, Math.round(end / 10))
        : scheduleSteps('schedule.decay', options.decay, context);
    if (warmup + decay > end) {
      throw new CraftError(
        `schedule.decay: expected warm-up and decay within the run's ${end} steps but received ${warmup} and ${decay}`,
        { code: 'schedule.too-long', hint: 'A shorter schedule.warmup or schedule.decay fits.' },
      );
    }
    return wsdSchedule({ learningRate, minLearningRate, warmup, decay, end, shape });
  },
});
