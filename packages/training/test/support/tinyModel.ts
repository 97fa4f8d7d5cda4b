import { embedding, linear, randn, zeros, type Device, type HostArray, type Tensor } from '@craft/tensor';
import type { LanguageModel } from '../../src/languageModelTask.ts';
import type { HostTensor, TrainableModel } from '../../src/trainableModel.ts';

/** Sizes of a `TinyModel`. */
export interface TinyOptions {
  readonly device: Device;
  readonly vocabSize?: number;
  readonly dModel?: number;
  readonly seed?: number;
  /** Applied to the embeddings while training. */
  readonly drop?: (x: Tensor) => Tensor;
}

/** Embedding and linear head: a bigram model, the smallest thing that learns to predict tokens. */
export class TinyModel implements TrainableModel, LanguageModel {
  training = true;
  readonly #parameters: ReadonlyMap<string, Tensor>;
  readonly #drop: ((x: Tensor) => Tensor) | undefined;

  constructor({ device, vocabSize = 11, dModel = 8, seed = 1, drop }: TinyOptions) {
    const normal = (shape: number[], stream: number) =>
      randn(shape, { seed, stream, std: 0.3, device }).requiresGrad_().keep();
    this.#drop = drop;
    this.#parameters = new Map([
      ['embedding.weight', normal([vocabSize, dModel], 0)],
      ['head.weight', normal([vocabSize, dModel], 1)],
      ['head.bias', zeros([vocabSize], { device }).requiresGrad_().keep()],
    ]);
  }

  parameter(name: string): Tensor {
    const found = this.#parameters.get(name);
    if (!found) throw new Error(`no parameter ${name}`);
    return found;
  }

  /** Token ids [B, T] → logits [B, T, V]. */
  forward(ids: Tensor): Tensor {
    const embedded = embedding(ids, this.parameter('embedding.weight')); // [B, T, C]
    const hidden = this.training && this.#drop ? this.#drop(embedded) : embedded;
    return linear(hidden, this.parameter('head.weight'), this.parameter('head.bias'));
  }

  train(on = true): void {
    this.training = on;
  }

  eval(): void {
    this.training = false;
  }

  namedParameters(): Iterable<readonly [string, Tensor]> {
    return this.#parameters;
  }

  stateDict(): ReadonlyMap<string, Tensor> {
    return this.#parameters;
  }

  loadStateDict(state: ReadonlyMap<string, HostTensor>): void {
    for (const [name, tensor] of this.#parameters) {
      const saved = state.get(name);
      if (!saved) throw new Error(`${name} is missing`);
      tensor.write(saved.data);
    }
  }

  /** Values of all parameters. */
  async values(): Promise<Record<string, HostArray>> {
    const entries = [...this.#parameters].map(async ([name, tensor]) => [name, await tensor.data()] as const);
    return Object.fromEntries(await Promise.all(entries));
  }

  dispose(): void {
    for (const tensor of this.#parameters.values()) tensor.dispose();
  }
}
