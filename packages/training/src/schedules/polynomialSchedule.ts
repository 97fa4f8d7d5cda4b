import { defineComponent } from '@craft/config';
import * as v from 'valibot';
import { decayEntries, decayOptions, decaySchedule, type DecayScheduleOptions } from './decaySchedule.ts';
import type { Schedule, ScheduleContext } from './schedule.ts';

/** Options of `polynomialSchedule`; lengths in steps. */
export interface PolynomialScheduleOptions extends DecayScheduleOptions {
  /** 1: straight; above: steep at first; below: steep at last. */
  readonly power: number;
}

/** Linear warm-up, then (1 − t)^power down to the lowest rate, which stays. */
export function polynomialSchedule({ power, ...options }: PolynomialScheduleOptions): Schedule {
  return decaySchedule(options, (gone) => (1 - gone) ** power);
}

export const polynomialComponent = defineComponent({
  kind: 'schedule',
  name: 'polynomial',
  description: 'Linear warm-up, then a power of the time that is left down to minLearningRate',
  schema: v.strictObject({
    ...decayEntries,
    power: v.optional(
      v.pipe(
        v.number(),
        v.finite(),
        v.gtValue(0),
        v.description('1: straight; above: steep at first; below: steep at last'),
      ),
      2,
    ),
  }),
  create: (options, context: ScheduleContext): Schedule =>
    polynomialSchedule({ ...decayOptions(options, context), power: options.power }),
});
