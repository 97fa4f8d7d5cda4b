import type { Pace } from '../pace.ts';

/** The learning rate of an update; `step` counts updates from 0. A pure function: it has no state to save. */
export type Schedule = (step: number) => number;

/** What a schedule's component needs besides its options. */
export interface ScheduleContext {
  /** The rate that the schedule is about: its highest. */
  readonly learningRate: number;
  /** How long the run is, such as `2000step`. */
  readonly duration: string;
  /** The training loader's. */
  readonly pace: Pace;
}
