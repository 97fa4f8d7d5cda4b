import type { Device, Tensor } from '@craft/tensor';
import type { Cache } from './caches/cache.ts';

/** What a model needs to know besides its own options. */
export interface ModelContext {
  /** Tokens in the vocabulary. */
  readonly vocabSize: number;
  /** Chooses the initial weights: a whole number up to 2^53. */
  readonly seed: number;
  /** Default: the default device. */
  readonly device?: Device | undefined;
}

/**
 * A model of the next token given those before it: what `generate`, language-model training and evaluation
 * need of any family.
 */
export interface CausalLM<C extends Cache = Cache> {
  readonly vocabSize: number;
  /** The most positions that one forward can see. */
  readonly contextLength: number;
  readonly device: Device;
  readonly training: boolean;

  /**
   * ids i32 [B, T] → logits [B, T, V]; the logits at t are for the token at t + 1. With a cache, ids are the
   * tokens that follow what the cache holds, and are added to it; then nothing is recorded for backward.
   */
  forward(ids: Tensor, cache?: C): Tensor;

  /** The same for the last position only: ids i32 [B, T] → [B, V]. What generation reads. */
  nextLogits(ids: Tensor, cache?: C): Tensor;

  /** A cache for `batch` sequences of up to `maxLength` positions. */
  newCache(batch: number, maxLength: number): C;

  train(on?: boolean): unknown;
}
