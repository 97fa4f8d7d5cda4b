import type { Tensor } from '@craft/tensor';
import type { KvCacheLayer } from '../caches/kvCache.ts';
import { Module } from '../module.ts';
import type { ParameterFactory } from '../parameterFactory.ts';
import { CausalSelfAttention, type CausalSelfAttentionOptions } from './causalSelfAttention.ts';
import { FeedForward, type FeedForwardOptions } from './feedForward.ts';
import type { LayerNorm } from './layerNorm.ts';
import { createNorm, type NormKind } from './norm.ts';
import type { RmsNorm } from './rmsNorm.ts';

export interface BlockOptions extends CausalSelfAttentionOptions, FeedForwardOptions {
  readonly norm: NormKind;
}

/** A transformer block, normalised before each part: x + attention(norm(x)), then x + feedForward(norm(x)). */
export class Block extends Module {
  readonly attentionNorm: LayerNorm | RmsNorm;
  readonly attention: CausalSelfAttention;
  readonly feedForwardNorm: LayerNorm | RmsNorm;
  readonly feedForward: FeedForward;

  constructor(options: BlockOptions, parameters: ParameterFactory) {
    super();
    const norm = { width: options.dModel, bias: options.bias };
    this.attentionNorm = createNorm(options.norm, norm, parameters.at('attentionNorm'));
    this.attention = new CausalSelfAttention(options, parameters.at('attention'));
    this.feedForwardNorm = createNorm(options.norm, norm, parameters.at('feedForwardNorm'));
    this.feedForward = new FeedForward(options, parameters.at('feedForward'));
  }

  /** [B, T, C] → [B, T, C] */
  forward(x: Tensor, cache?: KvCacheLayer): Tensor {
    const attended = x.add(this.attention.forward(this.attentionNorm.forward(x), cache));
    return attended.add(this.feedForward.forward(this.feedForwardNorm.forward(attended)));
  }
}
