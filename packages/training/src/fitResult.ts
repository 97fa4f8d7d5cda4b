/** How a run ended: all of its work done, or asked to stop before that. */
export type FitStatus = 'completed' | 'interrupted';

/** The figures a run ends with. */
export interface FinalMetrics {
  /** Loss of the last step's batch; null before the first. */
  readonly trainLoss: number | null;
  /** Loss of the last evaluation of `val` (or of the only split); null where there was none. */
  readonly valLoss: number | null;
}

/** What `fit` gives. */
export interface FitResult {
  readonly status: FitStatus;
  readonly step: number;
  readonly tokens: number;
  readonly final: FinalMetrics;
  /** Of the steps of this session, without its first three; null where there was none. */
  readonly tokensPerSecond: number | null;
  /** Over all sessions of the run. */
  readonly elapsedSeconds: number;
  /** The newest checkpoint; null where nothing is saved. */
  readonly checkpoint: string | null;
}
