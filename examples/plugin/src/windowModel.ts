import { defineComponent } from '@craft/config';
import { Embedding, Linear, Module, ParameterFactory } from '@craft/models';
import type { Cache, CausalLM, ModelContext } from '@craft/models';
import { concat, defaultDevice, zeros, type Device, type Tensor } from '@craft/tensor';
import * as v from 'valibot';

const whole = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000));

const windowSchema = v.strictObject({
  window: v.pipe(whole, v.description('How many tokens back the model sees')),
  width: v.pipe(whole, v.description('Of the embedding of a token')),
  hidden: v.pipe(whole, v.description('Of the hidden layer')),
  contextLength: v.optional(v.pipe(whole, v.description('Positions of a training example')), 32),
});

type WindowOptions = v.InferOutput<typeof windowSchema>;

/** `model: { type: window, … }` in a configuration. */
export const windowComponent = defineComponent({
  kind: 'model',
  name: 'window',
  description: 'The neural language model of Bengio et al.: a hidden layer over the last few tokens',
  schema: windowSchema,
  create: (options: WindowOptions, context: ModelContext) => new WindowModel(options, context),
});

/**
 * The last `window` tokens' embeddings, side by side, through one hidden layer (Bengio et al., "A neural
 * probabilistic language model", 2003). Fields that are modules are found by `Module`: what has parameters is
 * trained, saved and loaded without another word.
 */
class WindowModel extends Module implements CausalLM<WindowCache> {
  readonly embedding: Embedding;
  readonly hidden: Linear;
  readonly output: Linear;
  readonly vocabSize: number;
  readonly contextLength: number;
  readonly device: Device;
  readonly #options: WindowOptions;

  constructor(options: WindowOptions, { vocabSize, seed, device = defaultDevice() }: ModelContext) {
    super();
    const { window, width, hidden } = options;
    const parameters = new ParameterFactory({ seed, device });
    this.#options = options;
    this.vocabSize = vocabSize;
    this.contextLength = options.contextLength;
    this.device = device;
    this.embedding = new Embedding({ count: vocabSize, width, std: 1 }, parameters.at('embedding'));
    this.hidden = new Linear(
      { inFeatures: window * width, outFeatures: hidden, activation: 'gelu' },
      parameters.at('hidden'),
    );
    this.output = new Linear({ inFeatures: hidden, outFeatures: vocabSize }, parameters.at('output'));
  }

  /** ids i32 [B, T] → logits [B, T, V] */
  forward(ids: Tensor, cache?: WindowCache): Tensor {
    const { window, width } = this.#options;
    const [batch = 0, length = 0] = ids.shape;
    const before = cache?.tail ?? zeros([batch, window - 1, width], { device: this.device });
    const all = concat([before, this.embedding.forward(ids)], 1); // [B, window − 1 + T, C]
    cache?.advance(length, all.slice(1, length, length + window - 1));
    const views = Array.from({ length: window }, (_, back) => all.slice(1, back, back + length)); // [B, T, C] each
    return this.output.forward(this.hidden.forward(concat(views, 2)));
  }

  /** The same for the last position only: [B, V]. */
  nextLogits(ids: Tensor, cache?: WindowCache): Tensor {
    const [batch = 0, length = 0] = ids.shape;
    return this.forward(ids, cache)
      .slice(1, length - 1, length)
      .reshape([batch, this.vocabSize]);
  }

  newCache(batch: number, maxLength: number): WindowCache {
    return new WindowCache(batch, maxLength);
  }
}

/** What the next token needs of those before it: their last embeddings. */
class WindowCache implements Cache {
  readonly batch: number;
  readonly maxLength: number;
  length = 0;
  /** [B, window − 1, C] */
  tail: Tensor | null = null;

  constructor(batch: number, maxLength: number) {
    this.batch = batch;
    this.maxLength = maxLength;
  }

  advance(count: number, tail: Tensor): void {
    this.tail?.dispose();
    this.tail = tail.keep();
    this.length += count;
  }

  reset(): void {
    this.dispose();
    this.length = 0;
  }

  dispose(): void {
    this.tail?.dispose();
    this.tail = null;
  }
}
