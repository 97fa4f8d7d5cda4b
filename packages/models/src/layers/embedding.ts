import { embedding, type Tensor } from '@craft/tensor';
import { Module } from '../module.ts';
import type { ParameterFactory } from '../parameterFactory.ts';

export interface EmbeddingOptions {
  /** How many ids there are. */
  readonly count: number;
  /** Numbers per id. */
  readonly width: number;
  /** Standard deviation of the initial rows; default 0.02. */
  readonly std?: number;
}

/** One trained row per id. Parameter: `weight` [count, width]. */
export class Embedding extends Module {
  readonly weight: Tensor;

  constructor({ count, width, std = 0.02 }: EmbeddingOptions, parameters: ParameterFactory) {
    super();
    this.weight = parameters.normal('weight', [count, width], std);
  }

  /** ids [...] → [..., width] */
  forward(ids: Tensor): Tensor {
    return embedding(ids, this.weight);
  }
}
