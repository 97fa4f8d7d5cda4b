import { CraftError } from '@craft/config';
import type { Loader } from './loader.ts';

/** The first batches of another loader, again and again: a model that cannot learn them by heart has a fault. */
export class OverfitLoader<Batch> implements Loader<Batch> {
  readonly batchesPerEpoch: number;
  readonly tokensPerBatch: number;
  readonly #from: Loader<Batch>;
  readonly #kept: Batch[] = [];
  #given = 0;

  /** @param from A loader that has not handed out anything yet. */
  constructor(from: Loader<Batch>, batches: number) {
    this.#from = from;
    this.batchesPerEpoch = batches;
    this.tokensPerBatch = from.tokensPerBatch;
  }

  async next(): Promise<Batch> {
    const at = this.#given++ % this.batchesPerEpoch;
    while (this.#kept.length <= at) {
      const batch = await this.#from.next();
      if (batch === null) {
        throw new CraftError(
          `training.overfitBatches: expected at least ${this.batchesPerEpoch} batches but the data has ${this.#kept.length}`,
          { code: 'training.data-ended' },
        );
      }
      this.#kept.push(batch);
    }
    return this.#kept[at] as Batch;
  }

  state(): unknown {
    return { given: this.#given };
  }

  load(state: unknown): void {
    this.#given = (state as { given: number }).given;
  }
}
