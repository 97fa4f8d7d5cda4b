import { CraftError } from '@craft/config';
import { defaultDevice, linear, noGrad, type Device, type Tensor } from '@craft/tensor';
import { KvCache } from '../../caches/kvCache.ts';
import type { CausalLM, ModelContext } from '../../causalLM.ts';
import { Block } from '../../layers/block.ts';
import { Dropout } from '../../layers/dropout.ts';
import { Embedding } from '../../layers/embedding.ts';
import type { LayerNorm } from '../../layers/layerNorm.ts';
import { Linear } from '../../layers/linear.ts';
import { createNorm } from '../../layers/norm.ts';
import type { RmsNorm } from '../../layers/rmsNorm.ts';
import { Module } from '../../module.ts';
import { ParameterFactory } from '../../parameterFactory.ts';
import type { GptConfig } from './gptSchema.ts';

const rotaryBase = 10_000;

/**
 * A decoder-only transformer (Radford et al., "Language models are unsupervised multitask learners", 2019):
 * embeddings, pre-norm blocks, a last norm, and an output layer that is the token embedding where tied.
 * Initial weights are GPT-2's: normal with `initStd`, by √(2 · nLayers) smaller where a branch joins the
 * residual stream; biases 0, norms 1.
 */
export class Gpt extends Module implements CausalLM<KvCache> {
  readonly tokenEmbedding: Embedding;
  readonly positionEmbedding: Embedding | null;
  readonly blocks: readonly Block[];
  readonly finalNorm: LayerNorm | RmsNorm;
  /** Null where the token embedding serves as its weight. */
  readonly head: Linear | null;
  readonly dropout: Dropout;
  readonly config: GptConfig;
  readonly vocabSize: number;
  readonly contextLength: number;
  readonly device: Device;

  constructor(config: GptConfig, { vocabSize, seed, device = defaultDevice() }: ModelContext) {
    super();
    const { nLayers, nHeads, dModel, contextLength, dropout, bias, norm, initStd: std } = config;
    const parameters = new ParameterFactory({ seed, device });
    this.config = config;
    this.vocabSize = vocabSize;
    this.contextLength = contextLength;
    this.device = device;
    this.tokenEmbedding = new Embedding(
      { count: vocabSize, width: dModel, std },
      parameters.at('tokenEmbedding'),
    );
    this.positionEmbedding =
      config.positions === 'learned'
        ? new Embedding({ count: contextLength, width: dModel, std }, parameters.at('positionEmbedding'))
        : null;
    this.dropout = new Dropout(dropout);
    const blockOptions = {
      dModel,
      nHeads,
      nKvHeads: config.nKvHeads ?? nHeads,
      hidden: config.feedForward ?? 4 * dModel,
      activation: config.activation,
      rotaryBase: config.positions === 'rotary' ? rotaryBase : null,
      norm,
      bias,
      dropout,
      std,
      residualStd: std / Math.sqrt(2 * nLayers),
    };
    this.blocks = Array.from(
      { length: nLayers },
      (_, i) => new Block(blockOptions, parameters.at('blocks').at(i)),
    );
    this.finalNorm = createNorm(norm, { width: dModel, bias }, parameters.at('finalNorm'));
    this.head = config.tieWeights
      ? null
      : new Linear({ inFeatures: dModel, outFeatures: vocabSize, bias: false, std }, parameters.at('head'));
  }

  /**
   * ids i32 [B, T] → logits [B, T, V]. Throws `model.ids` unless ids are [B, T] with T ≥ 1, `model.context`
   * where the positions exceed the context length, `cache.full` and `cache.batch`.
   */
  forward(ids: Tensor, cache?: KvCache): Tensor {
    return cache ? noGrad(() => this.#logits(this.#hidden(ids, cache))) : this.#logits(this.#hidden(ids));
  }

  nextLogits(ids: Tensor, cache?: KvCache): Tensor {
    const logitsAfter = (hidden: Tensor) => {
      const [batch = 0, length = 0, width = 0] = hidden.shape;
      return this.#logits(hidden.slice(1, length - 1, length).reshape([batch, width])); // [B, 1, C] → [B, C]
    };
    return cache ? noGrad(() => logitsAfter(this.#hidden(ids, cache))) : logitsAfter(this.#hidden(ids));
  }

  /** Throws `model.context` where `maxLength` exceeds the context length. */
  newCache(batch: number, maxLength: number): KvCache {
    this.#expectInContext(maxLength);
    const { nLayers, nHeads, nKvHeads, dModel } = this.config;
    const width = (nKvHeads ?? nHeads) * (dModel / nHeads);
    return new KvCache({ nLayers, batch, maxLength, width, device: this.device });
  }

  /** ids [B, T] → what the last norm gives [B, T, C] */
  #hidden(ids: Tensor, cache?: KvCache): Tensor {
    const [batch = 0, length = 0] = ids.shape;
    if (ids.rank !== 2 || length === 0) {
      throw new CraftError(
        `Gpt: expected ids of shape [B, T] with T ≥ 1 but received [${ids.shape.join(', ')}]`,
        {
          code: 'model.ids',
        },
      );
    }
    const offset = cache?.length ?? 0;
    this.#expectInContext(offset + length);
    cache?.reserve(batch, length);
    let x = this.dropout.forward(this.#embed(ids, offset, length));
    for (const [i, block] of this.blocks.entries()) x = block.forward(x, cache?.layers[i]);
    cache?.advance(length);
    return this.finalNorm.forward(x);
  }

  #embed(ids: Tensor, offset: number, length: number): Tensor {
    const tokens = this.tokenEmbedding.forward(ids); // [B, T, C]
    if (!this.positionEmbedding) return tokens;
    return tokens.add(this.positionEmbedding.weight.slice(0, offset, offset + length)); // + [T, C]
  }

  /** [..., C] → [..., V] */
  #logits(x: Tensor): Tensor {
    return this.head ? this.head.forward(x) : linear(x, this.tokenEmbedding.weight);
  }

  #expectInContext(length: number): void {
    if (length > this.contextLength) {
      throw new CraftError(
        `Gpt: expected at most contextLength = ${this.contextLength} positions but received ${length}`,
        {
          code: 'model.context',
          hint: 'shorten the input, or train a model with a larger contextLength; generate() slides its window by itself',
        },
      );
    }
  }
}
