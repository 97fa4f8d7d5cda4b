import { CraftError } from '@craft/config';
import { writeRows, zeros, type Device, type Tensor } from '@craft/tensor';
import type { Cache } from './cache.ts';

export interface KvCacheOptions {
  readonly nLayers: number;
  readonly batch: number;
  /** Positions to make room for. */
  readonly maxLength: number;
  /** Width of a position's keys (and of its values): nKvHeads × head width. */
  readonly width: number;
  readonly device?: Device;
}

/** Keys and values of every attention layer: two tensors [batch, maxLength, width] per layer. */
export class KvCache implements Cache {
  readonly batch: number;
  readonly maxLength: number;
  readonly layers: readonly KvCacheLayer[];
  #length = 0;

  constructor(options: KvCacheOptions) {
    const { nLayers, batch, maxLength, width, device } = options;
    this.batch = batch;
    this.maxLength = maxLength;
    const allocate = () => zeros([batch, maxLength, width], device ? { device } : {}).keep();
    this.layers = Array.from({ length: nLayers }, () => new KvCacheLayer(this, allocate(), allocate()));
  }

  get length(): number {
    return this.#length;
  }

  /**
   * Asserts that `count` more positions of `batch` sequences fit. Throws `cache.batch` or `cache.full`.
   */
  reserve(batch: number, count: number): void {
    if (batch !== this.batch) {
      throw new CraftError(`cache: expected ${this.batch} sequences but received ${batch}`, {
        code: 'cache.batch',
      });
    }
    if (this.#length + count > this.maxLength) {
      throw new CraftError(
        `cache: expected at most ${this.maxLength - this.#length} more of ${this.maxLength} positions but received ${count}`,
        { code: 'cache.full', hint: 'reset() the cache and encode the last part of the sequence again' },
      );
    }
  }

  /** Counts positions that every layer has appended. */
  advance(count: number): void {
    this.#length += count;
  }

  reset(): void {
    this.#length = 0;
  }

  dispose(): void {
    for (const layer of this.layers) {
      layer.keys.dispose();
      layer.values.dispose();
    }
  }
}

/** One layer's part of a `KvCache`. */
export class KvCacheLayer {
  /** [batch, maxLength, width] */
  readonly keys: Tensor;
  /** [batch, maxLength, width] */
  readonly values: Tensor;
  readonly #cache: KvCache;

  constructor(cache: KvCache, keys: Tensor, values: Tensor) {
    this.#cache = cache;
    this.keys = keys;
    this.values = values;
  }

  /** The position that is appended next. */
  get offset(): number {
    return this.#cache.length;
  }

  /** Writes keys and values [batch, n, width] behind what is there; returns the positions then filled. */
  append(keys: Tensor, values: Tensor): number {
    writeRows(this.keys, keys, this.offset);
    writeRows(this.values, values, this.offset);
    return this.offset + (keys.shape[1] ?? 0);
  }
}
