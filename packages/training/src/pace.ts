import { CraftError, formatDuration, parseDuration, type Duration } from '@craft/config';

/** How much work one step is; what turns epochs and tokens into steps. */
export interface Pace {
  readonly batchesPerEpoch: number;
  readonly tokensPerBatch: number;
}

/** How far a run is. */
export interface Progress {
  /** Updates made. */
  readonly step: number;
  /** Passes over the data, with the part of the current one. */
  readonly epoch: number;
  readonly tokens: number;
  /** Wall time over all sessions of the run. */
  readonly elapsedSeconds: number;
}

/**
 * The whole number of steps that a duration takes, rounded up; null for one in seconds, which nobody knows
 * before.
 *
 * @throws CraftError `duration.pace` where the loader does not say how long an epoch or a batch is
 */
export function stepsIn(duration: string | Duration, pace: Pace): number | null {
  const { value, unit } = typeof duration === 'string' ? parseDuration(duration) : duration;
  switch (unit) {
    case 'step':
      return value;
    case 'epoch':
      return Math.ceil(value * known(pace.batchesPerEpoch, 'batchesPerEpoch', { value, unit }));
    case 'token':
      return Math.ceil(value / known(pace.tokensPerBatch, 'tokensPerBatch', { value, unit }));
    case 'second':
      return null;
  }
}

function known(perUnit: number, name: string, duration: Duration): number {
  if (Number.isFinite(perUnit) && perUnit > 0) return perUnit;
  throw new CraftError(
    `${formatDuration(duration)}: expected the loader's ${name} to be more than 0 but received ${perUnit}`,
    { code: 'duration.pace', hint: 'Give the duration in steps.' },
  );
}

/** Whether a multiple of `every` was reached between two points of a run. */
export function isDue(every: string | Duration, before: Progress, after: Progress): boolean {
  const { value, unit } = typeof every === 'string' ? parseDuration(every) : every;
  const of = { step: 'step', epoch: 'epoch', token: 'tokens', second: 'elapsedSeconds' } as const;
  return Math.floor(after[of[unit]] / value) > Math.floor(before[of[unit]] / value);
}

/** Whether a run of this duration is done. */
export function isComplete(duration: Duration, pace: Pace, { step, elapsedSeconds }: Progress): boolean {
  const steps = stepsIn(duration, pace);
  return steps === null ? elapsedSeconds >= duration.value : step >= steps;
}
