import { Random } from '@craft/tensor';
import type { TokenBatch } from '../../src/languageModelTask.ts';
import type { Loader } from '../../src/loader.ts';

/** Shape of the batches of a `TokenLoader`. */
export interface TokenLoaderOptions {
  readonly seed?: number;
  readonly vocabSize?: number;
  readonly batchSize?: number;
  readonly length?: number;
  readonly batchesPerEpoch?: number;
}

/** A batch of a little language in which each token is mostly followed by the next one, cyclically. */
export function tokenBatch(index: number, options: TokenLoaderOptions = {}): TokenBatch {
  const { seed = 7, vocabSize = 11, batchSize = 4, length = 6 } = options;
  const random = new Random(seed, index);
  const inputs = new Int32Array(batchSize * length);
  const targets = new Int32Array(batchSize * length);
  for (let row = 0; row < batchSize; row++) {
    let token = random.integer(vocabSize);
    for (let i = row * length; i < (row + 1) * length; i++) {
      inputs[i] = token;
      token = random.uniform() < 0.8 ? (token + 1) % vocabSize : random.integer(vocabSize);
      targets[i] = token;
    }
  }
  return { inputs, targets, batchSize, length, index };
}

/** Batches without end; batch i depends on the seed and i only. */
export class TokenLoader implements Loader<TokenBatch> {
  readonly batchesPerEpoch: number;
  readonly tokensPerBatch: number;
  readonly #options: TokenLoaderOptions;
  #cursor = 0;

  constructor(options: TokenLoaderOptions = {}) {
    const { batchSize = 4, length = 6, batchesPerEpoch = 50 } = options;
    this.#options = options;
    this.batchesPerEpoch = batchesPerEpoch;
    this.tokensPerBatch = batchSize * length;
  }

  async next(): Promise<TokenBatch | null> {
    return tokenBatch(this.#cursor++, this.#options);
  }

  state(): unknown {
    return { cursor: this.#cursor };
  }

  load(state: unknown): void {
    this.#cursor = (state as { cursor: number }).cursor;
  }
}

/** One pass over `count` batches that training does not see. */
export async function* validationBatches(
  count = 3,
  options: TokenLoaderOptions = {},
): AsyncGenerator<TokenBatch> {
  for (let i = 0; i < count; i++) yield tokenBatch(1_000_000 + i, options);
}
