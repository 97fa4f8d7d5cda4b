/** How far a preparation has come. */
export interface PrepareProgress {
  /**
   * `find` looks for files, `scan` reads the text for the first time, `train` makes the tokenizer, `write` turns the text into
   * shards, `repair` is news of a damaged cache.
   */
  readonly stage: 'find' | 'scan' | 'train' | 'write' | 'repair';
  readonly done: number;
  /** 0 where nobody knows. */
  readonly total: number;
  readonly unit: 'names' | 'bytes' | 'characters' | 'tokens';
  /** For people, in one line. */
  readonly message: string;
}

/** Told about progress: now and then while files are looked for, and after each piece of the text. */
export type OnPrepareProgress = (progress: PrepareProgress) => void;
