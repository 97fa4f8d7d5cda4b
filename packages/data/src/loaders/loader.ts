import { CraftError } from '@craft/config';

/** Where a loader is: plain JSON, part of a checkpoint. */
export interface LoaderState {
  /** Which loader, and in which order it goes. */
  readonly kind: string;
  /** How many samples were given so far. */
  readonly cursor: number;
}

/**
 * A source of batches with a position. What comes next depends on the position and on the options alone, so a loader that loads
 * the state of another goes on exactly as that one would.
 */
export interface Loader<Batch> extends AsyncIterable<Batch> {
  /** The next batch; null when there are no more. */
  next(): Promise<Batch | null>;
  state(): LoaderState;
  /** @throws CraftError `data.loader-state` for the state of another kind of loader */
  load(state: LoaderState): void;
  /** How many batches it takes to see the data once, rounded up. */
  readonly batchesPerEpoch: number;
  /** Number of targets in a full batch. */
  readonly tokensPerBatch: number;
}

/** Windows of a sequence of tokens, with what is to be predicted at each place. */
export interface TokenBatch {
  /** [batchSize × length] token ids, row after row. */
  readonly inputs: Int32Array;
  /** [batchSize × length] the token that follows each of the inputs. */
  readonly targets: Int32Array;
  /** Number of rows. */
  readonly batchSize: number;
  /** Number of tokens in a row. */
  readonly length: number;
  /** Number of this batch, from 0. */
  readonly index: number;
}

/**
 * Makes a loader from its way of getting a batch.
 *
 * @param kind what `LoaderState.kind` says
 * @param samples how many samples there are; Infinity for a loader without end
 * @param batchAt the batch that starts with sample `cursor`, and how many samples it holds
 */
export function makeLoader<Batch>(options: {
  kind: string;
  samples: number;
  batchesPerEpoch: number;
  tokensPerBatch: number;
  batchAt: (cursor: number) => { batch: Batch; samples: number };
}): Loader<Batch> {
  const { kind, samples, batchesPerEpoch, tokensPerBatch, batchAt } = options;
  let cursor = 0;
  const next = async (): Promise<Batch | null> => {
    if (cursor >= samples) return null;
    const { batch, samples: taken } = batchAt(cursor);
    cursor += taken;
    return batch;
  };
  return {
    batchesPerEpoch,
    tokensPerBatch,
    next,
    state: () => ({ kind, cursor }),
    load(state) {
      if (state.kind !== kind || !Number.isSafeInteger(state.cursor) || state.cursor < 0) {
        throw new CraftError(`loader: expected a state of ${kind} but received ${JSON.stringify(state)}`, {
          code: 'data.loader-state',
          hint: 'Resume with the data settings that the state was saved with.',
        });
      }
      cursor = state.cursor;
    },
    async *[Symbol.asyncIterator]() {
      for (let batch = await next(); batch !== null; batch = await next()) yield batch;
    },
  };
}

/** Checks that numbers such as a batch size are whole and positive. */
export function checkPositive(options: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (Number.isSafeInteger(value) && value > 0) continue;
    throw new CraftError(`loader: expected a whole ${name} above 0 but received ${value}`, {
      code: 'data.loader-options',
    });
  }
}
