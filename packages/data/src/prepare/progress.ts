/** How far a preparation has come. */
export interface PrepareProgress {
  /** `scan` reads the text for the first time, `write` turns it into shards, `repair` is news of a damaged cache. */
  readonly stage: 'scan' | 'write' | 'repair';
  readonly done: number;
  readonly total: number;
  readonly unit: 'bytes' | 'characters';
  /** For people, in one line. */
  readonly message: string;
}

/** Told about progress, after each piece of the text. */
export type OnPrepareProgress = (progress: PrepareProgress) => void;
