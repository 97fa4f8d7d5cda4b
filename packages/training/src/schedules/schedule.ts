import type { Pace } from '../pace.ts';

/**
 * The learning rate of an update; `step` counts updates from 0. Most are pure functions. One that listens to
 * evaluations has more members, and what it remembers goes into checkpoints.
 */
export interface Schedule {
  (step: number): number;
  /** The evaluation's figure that it goes by, such as `val/loss`; checked before the first step. */
  readonly monitor?: string;
  /** Told that figure after each evaluation. */
  observe?(value: number): void;
  /** What it remembers, as JSON. */
  state?(): unknown;
  load?(state: unknown): void;
}

/** What a schedule's component needs besides its options. */
export interface ScheduleContext {
  /** The rate that the schedule is about: its highest. */
  readonly learningRate: number;
  /** How long the run is, such as `2000step`. */
  readonly duration: string;
  /** The training loader's. */
  readonly pace: Pace;
}
