import { defineComponent, duration, parseDuration } from '@craft/config';
import * as v from 'valibot';
import type { Callback } from './callback.ts';

/** Options of `timeLimit`. */
export interface TimeLimitOptions {
  /** Wall time of this session, such as `2h`. */
  readonly duration: string;
}

/**
 * Asks the run to stop when this session has lasted so long: its state is saved, and `--resume` goes on, for another
 * such time. For machines that are lent by the hour.
 */
export function timeLimit(options: TimeLimitOptions): Callback {
  const { value: seconds } = parseDuration(options.duration);
  let began: number | undefined;
  return {
    onFitStart({ elapsedSeconds }) {
      began = elapsedSeconds;
    },
    onStepEnd({ elapsedSeconds, requestStop }) {
      if (elapsedSeconds - (began ?? elapsedSeconds) >= seconds)
        requestStop(`the time limit of ${options.duration} is reached`);
    },
  };
}

export const timeLimitComponent = defineComponent({
  kind: 'callback',
  name: 'timeLimit',
  description: 'Saves and stops after so much time; --resume goes on',
  schema: v.strictObject({
    duration: v.pipe(duration({ units: ['second'] }), v.description('How long a session lasts, such as 2h')),
  }),
  create: (options): Callback => timeLimit(options),
});
