export { Module } from './module.ts';
export type { HostState, StateSource } from './loadState.ts';
export { ParameterFactory, type ParameterFactoryOptions } from './parameterFactory.ts';

export { Linear, type Activation, type LinearOptions } from './layers/linear.ts';
export { Embedding, type EmbeddingOptions } from './layers/embedding.ts';
export { LayerNorm, type LayerNormOptions } from './layers/layerNorm.ts';
export { RmsNorm, type RmsNormOptions } from './layers/rmsNorm.ts';
export { createNorm, type NormKind } from './layers/norm.ts';
export { Dropout } from './layers/dropout.ts';
export { CausalSelfAttention, type CausalSelfAttentionOptions } from './layers/causalSelfAttention.ts';
export { FeedForward, type FeedForwardOptions } from './layers/feedForward.ts';
export { Block, type BlockOptions } from './layers/block.ts';

export type { Cache } from './caches/cache.ts';
export { KvCache, type KvCacheLayer, type KvCacheOptions } from './caches/kvCache.ts';

export type { CausalLM, ModelContext } from './causalLM.ts';
export { Gpt } from './families/gpt/gpt.ts';
export { createGpt, gptComponent } from './families/gpt/gptComponent.ts';
export { gptSchema, type GptConfig, type GptOptions } from './families/gpt/gptSchema.ts';
export { modelComponents } from './families/modelComponents.ts';

export { generate, generateTokens, type GenerateOptions } from './generation/generate.ts';
export { sampleToken, type SamplingOptions } from './generation/sampleToken.ts';
export { windowStart } from './generation/contextWindow.ts';
