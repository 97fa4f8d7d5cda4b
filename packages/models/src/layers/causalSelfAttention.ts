import { attention, cachedAttention, rotary, type Tensor } from '@craft/tensor';
import type { KvCacheLayer } from '../caches/kvCache.ts';
import { Module } from '../module.ts';
import type { ParameterFactory } from '../parameterFactory.ts';
import { Dropout } from './dropout.ts';
import { Linear } from './linear.ts';

export interface CausalSelfAttentionOptions {
  readonly dModel: number;
  /** Query heads; each is dModel / nHeads wide. */
  readonly nHeads: number;
  /** Heads of keys and values; each serves nHeads / nKvHeads query heads. */
  readonly nKvHeads: number;
  /** Turns queries and keys by their position, with this base; null: positions come from elsewhere. */
  readonly rotaryBase: number | null;
  readonly bias: boolean;
  readonly dropout: number;
  /** Standard deviation of the initial weights of `qkv`. */
  readonly std: number;
  /** The same of `project`, whose result is added to the residual stream. */
  readonly residualStd: number;
}

/**
 * Multi-head self-attention in which a position sees itself and what is before it (Vaswani et al., arXiv
 * 1706.03762), with shared key and value heads (Ainslie et al., arXiv 2305.13245) and rotary positions in
 * the half-split form (Su et al., arXiv 2104.09864) where asked for.
 *
 * `qkv.weight` holds all query heads, then all key heads, then all value heads.
 */
export class CausalSelfAttention extends Module {
  readonly qkv: Linear;
  readonly project: Linear;
  readonly dropout: Dropout;
  readonly nHeads: number;
  readonly nKvHeads: number;
  readonly headWidth: number;
  readonly rotaryBase: number | null;

  constructor(options: CausalSelfAttentionOptions, parameters: ParameterFactory) {
    super();
    const { dModel, nHeads, nKvHeads, rotaryBase, bias, std, residualStd } = options;
    this.nHeads = nHeads;
    this.nKvHeads = nKvHeads;
    this.headWidth = dModel / nHeads;
    this.rotaryBase = rotaryBase;
    const outFeatures = (nHeads + 2 * nKvHeads) * this.headWidth;
    this.qkv = new Linear({ inFeatures: dModel, outFeatures, bias, std }, parameters.at('qkv'));
    this.project = new Linear(
      { inFeatures: dModel, outFeatures: dModel, bias, std: residualStd },
      parameters.at('project'),
    );
    this.dropout = new Dropout(options.dropout);
  }

  /** [B, T, C] → [B, T, C]. With a cache, x are the positions that follow what the cache holds. */
  forward(x: Tensor, cache?: KvCacheLayer): Tensor {
    const qkv = this.#positioned(this.qkv.forward(x), cache?.offset ?? 0); // [B, T, (H + 2·Hkv)·D]
    const mixed = cache ? this.#attendCached(qkv, cache) : this.#attend(qkv); // [B, T, H·D]
    return this.dropout.forward(this.project.forward(mixed));
  }

  #positioned(qkv: Tensor, offset: number): Tensor {
    if (this.rotaryBase === null) return qkv;
    const { nHeads, nKvHeads, rotaryBase: base } = this;
    return rotary(qkv, { nHeads, nKvHeads, base, offset, layout: 'half' });
  }

  #attend(qkv: Tensor): Tensor {
    const { nHeads, nKvHeads } = this;
    return attention(qkv, { nHeads, nKvHeads, causal: true, dropout: this.dropout.active });
  }

  #attendCached(qkv: Tensor, cache: KvCacheLayer): Tensor {
    const { nHeads, nKvHeads, headWidth } = this;
    const queryEnd = nHeads * headWidth;
    const keyEnd = queryEnd + nKvHeads * headWidth;
    const length = cache.append(
      qkv.slice(-1, queryEnd, keyEnd),
      qkv.slice(-1, keyEnd, keyEnd + nKvHeads * headWidth),
    );
    return cachedAttention(qkv.slice(-1, 0, queryEnd), cache.keys, cache.values, {
      nHeads,
      nKvHeads,
      length,
    });
  }
}
