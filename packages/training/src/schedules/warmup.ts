import { CraftError, duration } from '@craft/config';
import * as v from 'valibot';
import { stepsIn } from '../pace.ts';
import type { ScheduleContext } from './schedule.ts';

/** The option that every schedule with a warm-up has. */
export const warmupOption = v.optional(
  v.pipe(
    duration({ units: ['step', 'epoch', 'token'], allowZero: true }),
    v.description('How long the learning rate rises from almost nothing to its highest'),
  ),
  '0step',
);

/** Linear rise: the rate of step `step` below `warmup`, as nanoGPT has it (the first step is not 0). */
export function warmupRate(learningRate: number, step: number, warmup: number): number {
  return (learningRate * (step + 1)) / (warmup + 1);
}

/** A duration of a schedule in steps. Throws `schedule.seconds` for one in seconds: steps are what it goes by. */
export function scheduleSteps(what: string, length: string, { pace }: ScheduleContext): number {
  const steps = stepsIn(length, pace);
  if (steps !== null) return steps;
  throw new CraftError(
    `${what}: expected a duration in steps, epochs or tokens but received ${JSON.stringify(length)}`,
    {
      code: 'schedule.seconds',
      hint: 'A run limited by time needs schedule.decay=<steps>, or schedule=constant.',
    },
  );
}
