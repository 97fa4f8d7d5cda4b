import { defineComponent } from '@craft/config';
import * as v from 'valibot';
import { isBetter, monitorEntries, type MonitorMode } from '../monitor.ts';
import type { Schedule, ScheduleContext } from './schedule.ts';
import { scheduleSteps, warmupOption, warmupRate } from './warmup.ts';
import { checkMinimum } from './decaySchedule.ts';

/** Options of `plateauSchedule`. */
export interface PlateauScheduleOptions {
  /** The rate to begin with. */
  readonly learningRate: number;
  readonly minLearningRate: number;
  /** Updates of linear rise. */
  readonly warmup: number;
  /** What the rate is multiplied with when it is time. */
  readonly factor: number;
  /** Evaluations without improvement that are put up with. */
  readonly patience: number;
  /** Evaluations after a change during which nothing is counted. */
  readonly cooldown: number;
  /** The evaluation's figure to go by, such as `val/loss`. */
  readonly monitor: string;
  readonly mode: MonitorMode;
  /** The least that is an improvement, relative to the best. */
  readonly threshold: number;
}

interface PlateauState {
  readonly rate: number;
  readonly best: number | null;
  readonly bad: number;
  readonly cooling: number;
}

/** Smaller changes of the rate are not worth making; as in PyTorch. */
const smallestChange = 1e-8;

/**
 * Multiplies the learning rate with `factor` when an evaluation's figure has not improved for more than `patience`
 * evaluations, as torch.optim.lr_scheduler.ReduceLROnPlateau with `threshold_mode="rel"`. What it remembers is part
 * of checkpoints.
 */
export function plateauSchedule(options: PlateauScheduleOptions): Schedule {
  const { learningRate, minLearningRate, warmup, factor, patience, cooldown, monitor, mode, threshold } =
    options;
  let state: PlateauState = { rate: learningRate, best: null, bad: 0, cooling: 0 };

  function observe(value: number): void {
    const improved = state.best === null || isBetter(value, state.best, { mode, threshold });
    const best = improved ? value : state.best;
    const cooling = Math.max(0, state.cooling - 1);
    const bad = improved || state.cooling > 0 ? 0 : state.bad + 1;
    if (bad <= patience) {
      state = { ...state, best, bad, cooling };
      return;
    }
    const reduced = Math.max(minLearningRate, state.rate * factor);
    const rate = state.rate - reduced > smallestChange ? reduced : state.rate;
    state = { rate, best, bad: 0, cooling: cooldown };
  }

  const rateOf = (step: number) => (step < warmup ? warmupRate(state.rate, step, warmup) : state.rate);
  return Object.assign(rateOf, {
    monitor,
    observe,
    state: () => state,
    load: (saved: unknown) => (state = saved as PlateauState),
  });
}

export const plateauComponent = defineComponent({
  kind: 'schedule',
  name: 'reduceOnPlateau',
  description: 'One learning rate that is multiplied with factor when an evaluation stops improving',
  schema: v.strictObject({
    warmup: warmupOption,
    ...monitorEntries,
    factor: v.optional(
      v.pipe(
        v.number(),
        v.gtValue(0),
        v.ltValue(1),
        v.description('What the rate is multiplied with when it is time'),
      ),
      0.1,
    ),
    patience: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(0),
        v.description('Evaluations without improvement that are put up with'),
      ),
      10,
    ),
    cooldown: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(0),
        v.description('Evaluations after a change during which nothing is counted'),
      ),
      0,
    ),
    minLearningRate: v.optional(
      v.pipe(v.number(), v.finite(), v.minValue(0), v.description('The lowest learning rate')),
      0,
    ),
  }),
  create({ warmup, ...options }, context: ScheduleContext): Schedule {
    const { learningRate } = context;
    checkMinimum(options.minLearningRate, learningRate);
    return plateauSchedule({
      ...options,
      learningRate,
      warmup: scheduleSteps('schedule.warmup', warmup, context),
    });
  },
});
