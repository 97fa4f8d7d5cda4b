import { defineKernel, type ParamValues } from '../../backend/kernel.ts';
import { CraftError } from '../../errors.ts';
import { currentRandomKey } from '../../randomScope.ts';
import { seedKey } from '../../random.ts';
import { axisLength, formatShape } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { applyOp, defineOp, expectDType, input, launch, type TensorSpec } from '../op.ts';
import attentionDeltaWgsl from './attentionDelta.wgsl';
import attentionForwardWgsl from './attentionForward.wgsl';
import attentionKeysWgsl from './attentionKeys.wgsl';
import attentionQueriesWgsl from './attentionQueries.wgsl';
import attentionDropoutWgsl from './attentionDropout.wgsl';

/** Widest head the kernels take. */
const MAX_HEAD_DIM = 256;

/** What dropout needs: keep where the word ≥ threshold (0: no dropout), and scale by 1/(1 − p). */
const dropoutParams = {
  dropThreshold: 'u32',
  keepScale: 'f32',
  seed0: 'u32',
  seed1: 'u32',
  opIndex: 'u32',
} as const;

/** Softmax(scale·q·kᵀ)·v and the log-sum-exp of every query. Strides and offsets in elements. */
export const attentionForwardKernel = defineKernel({
  name: 'attentionForward',
  reads: { q: 'f32', k: 'f32', v: 'f32' },
  writes: { out: 'f32', lse: 'f32' },
  params: {
    heads: 'u32',
    kvHeads: 'u32',
    headDim: 'u32',
    queries: 'u32',
    keys: 'u32',
    qRow: 'u32',
    qBatch: 'u32',
    kOffset: 'u32',
    vOffset: 'u32',
    kvRow: 'u32',
    kvBatch: 'u32',
    batch: 'u32',
    causal: 'u32',
    scale: 'f32',
    queryBlock: 'u32',
    ...dropoutParams,
  },
  wgsl: `${attentionDropoutWgsl}\n${attentionForwardWgsl}`,
  constants: ({ headDim }) => ({ HEAD_DIM: headDim }),
  workgroups: ({ batch, heads, queries }) => batch * heads * Math.ceil(queries / 64),
  tasks: ({ batch, heads, queries, queryBlock }) => batch * heads * Math.ceil(queries / queryBlock),
});

const backwardParams = {
  heads: 'u32',
  kvHeads: 'u32',
  headDim: 'u32',
  tokens: 'u32',
  batch: 'u32',
  causal: 'u32',
  scale: 'f32',
  queryBlock: 'u32',
  ...dropoutParams,
} as const;

/** The whole gradient in one pass; the CPU's cut, where one thread owns a head. */
export const attentionBackwardKernel = defineKernel({
  name: 'attentionBackward',
  only: 'cpu',
  reads: { qkv: 'f32', out: 'f32', gradient: 'f32', lse: 'f32' },
  writes: { dqkv: 'f32' },
  params: backwardParams,
  wgsl: '',
  workgroups: () => 0,
  tasks: ({ batch, kvHeads }) => batch * kvHeads,
});

/** delta[b, h, t] = Σ_d out·gradient. */
export const attentionDeltaKernel = defineKernel({
  name: 'attentionDelta',
  only: 'webgpu',
  reads: { out: 'f32', gradient: 'f32' },
  writes: { delta: 'f32' },
  params: backwardParams,
  wgsl: attentionDeltaWgsl,
  workgroups: ({ batch, heads, tokens }) => Math.ceil((batch * heads * tokens) / 64),
  tasks: () => 0,
});

/** dQ, one workgroup per block of 64 queries of a head. */
export const attentionQueriesKernel = defineKernel({
  name: 'attentionQueries',
  only: 'webgpu',
  reads: { qkv: 'f32', gradient: 'f32', lse: 'f32', delta: 'f32' },
  writes: { dqkv: 'f32' },
  params: backwardParams,
  wgsl: `${attentionDropoutWgsl}\n${attentionQueriesWgsl}`,
  constants: ({ headDim }) => ({ HEAD_DIM: headDim }),
  workgroups: ({ batch, heads, tokens }) => batch * heads * Math.ceil(tokens / 64),
  tasks: () => 0,
});

/** dK and dV, one workgroup per block of 64 keys of a key/value head. */
export const attentionKeysKernel = defineKernel({
  name: 'attentionKeys',
  only: 'webgpu',
  reads: { qkv: 'f32', gradient: 'f32', lse: 'f32', delta: 'f32' },
  writes: { dqkv: 'f32' },
  params: backwardParams,
  wgsl: `${attentionDropoutWgsl}\n${attentionKeysWgsl}`,
  constants: ({ headDim }) => ({ HEAD_DIM: headDim }),
  workgroups: ({ batch, kvHeads, tokens }) => batch * kvHeads * Math.ceil(tokens / 64),
  tasks: () => 0,
});

interface AttentionAttributes {
  readonly nHeads: number;
  readonly nKvHeads: number;
  readonly causal: boolean;
  readonly scale: number | undefined;
  readonly dropout: Pick<ParamValues<typeof dropoutParams>, keyof typeof dropoutParams>;
}

function sizes(spec: TensorSpec, { nHeads, nKvHeads }: { nHeads: number; nKvHeads: number }) {
  expectDType('attention', 'a packed qkv', spec, 'f32');
  const parts = nHeads + 2 * nKvHeads;
  if (spec.shape.length !== 3 || axisLength(spec.shape, 2) % parts !== 0) {
    throw new CraftError(
      'attention.shape',
      `attention: expected qkv [B, T, (${nHeads} + 2·${nKvHeads})·D] but received ${formatShape(spec.shape)}`,
    );
  }
  checkHeads('attention', nHeads, nKvHeads);
  const headDim = axisLength(spec.shape, 2) / parts;
  checkHeadDim('attention', headDim);
  return {
    batch: axisLength(spec.shape, 0),
    tokens: axisLength(spec.shape, 1),
    headDim,
    row: axisLength(spec.shape, 2),
  };
}

function checkHeads(op: string, nHeads: number, nKvHeads: number): void {
  if (nKvHeads < 1 || nHeads % nKvHeads !== 0) {
    throw new CraftError(
      'attention.heads',
      `${op}: nHeads must be a multiple of nKvHeads but received ${nHeads} and ${nKvHeads}`,
    );
  }
}

function checkHeadDim(op: string, headDim: number): void {
  if (headDim > MAX_HEAD_DIM) {
    throw new CraftError(
      'attention.headDim',
      `${op}: expected heads of at most ${MAX_HEAD_DIM} channels but received ${headDim}`,
      { hint: 'use more heads' },
    );
  }
}

/** Queries a CPU task takes: fewer where heads are few, so that threads share one sequence. */
function forwardBlock(tasks: number, queries: number): number {
  const most = tasks >= 32 ? 512 : 64;
  return Math.min(most, Math.ceil(queries / 4) * 4);
}

export const attentionOp = defineOp<AttentionAttributes>({
  name: 'attention',
  kernels: [
    attentionForwardKernel,
    attentionBackwardKernel,
    attentionDeltaKernel,
    attentionQueriesKernel,
    attentionKeysKernel,
  ],
  outputs: (specs, attributes) => {
    const { batch, tokens, headDim } = sizes(input(specs, 0), attributes);
    const { nHeads } = attributes;
    return [
      { shape: [batch, tokens, nHeads * headDim], dtype: 'f32' },
      { shape: [batch, nHeads, tokens], dtype: 'f32' },
    ];
  },
  forward: ({ inputs, outputs, attributes }) => {
    const qkv = input(inputs, 0);
    const { batch, tokens, headDim, row } = sizes(qkv, attributes);
    const { nHeads, nKvHeads, causal, scale, dropout } = attributes;
    if (qkv.size === 0) return;
    launch(attentionForwardKernel, [qkv, qkv, qkv], outputs, {
      heads: nHeads,
      kvHeads: nKvHeads,
      headDim,
      queries: tokens,
      keys: tokens,
      qRow: row,
      qBatch: tokens * row,
      kOffset: nHeads * headDim,
      vOffset: (nHeads + nKvHeads) * headDim,
      kvRow: row,
      kvBatch: tokens * row,
      batch,
      causal: causal ? 1 : 0,
      scale: scale ?? 1 / Math.sqrt(headDim),
      queryBlock: forwardBlock(batch * nHeads, tokens),
      ...dropout,
    });
  },
  backward: ({ inputs, outputs, attributes }, gradient) => {
    const qkv = input(inputs, 0);
    const [out, lse] = [input(outputs, 0), input(outputs, 1)];
    const { batch, tokens, headDim } = sizes(qkv, attributes);
    const { nHeads, nKvHeads, causal, scale, dropout } = attributes;
    const dqkv = emptyTensor(qkv.shape, 'f32', qkv.device);
    if (qkv.size === 0) return [dqkv];
    const params = {
      heads: nHeads,
      kvHeads: nKvHeads,
      headDim,
      tokens,
      batch,
      causal: causal ? 1 : 0,
      scale: scale ?? 1 / Math.sqrt(headDim),
      queryBlock: Math.min(headDim > 128 ? 512 : 1024, Math.ceil(tokens / 64) * 64),
      ...dropout,
    };
    if (qkv.device.kind === 'cpu') {
      launch(attentionBackwardKernel, [qkv, out, gradient, lse], [dqkv], params);
    } else {
      const delta = emptyTensor(lse.shape, 'f32', qkv.device);
      launch(attentionDeltaKernel, [out, gradient], [delta], params);
      launch(attentionQueriesKernel, [qkv, gradient, lse, delta], [dqkv], params);
      launch(attentionKeysKernel, [qkv, gradient, lse, delta], [dqkv], params);
      delta.dispose();
    }
    return [dqkv];
  },
  flops: (specs, attributes) => {
    const { batch, tokens, headDim } = sizes(input(specs, 0), attributes);
    const pairs = attributes.causal ? (tokens * (tokens + 1)) / 2 : tokens * tokens;
    return 4 * batch * attributes.nHeads * pairs * headDim;
  },
});

export interface AttentionOptions {
  /** Query heads H. */
  readonly nHeads: number;
  /** Key/value heads Hkv, each shared by H/Hkv query heads; default H. */
  readonly nKvHeads?: number;
  /** Whether a token sees only itself and those before; default true. */
  readonly causal?: boolean;
  /** Factor on the scores; default 1/√D. */
  readonly scale?: number;
  /** Probability of dropping an attention weight; needs a randomScope when above 0. */
  readonly dropout?: number;
}

/**
 * Self-attention over a packed projection: qkv [B, T, (H + 2·Hkv)·D], query heads first, then key
 * heads, then value heads → [B, T, H·D]. No T×T buffer is made in forward or backward (Dao,
 * "FlashAttention-2", 2023). Throws `attention.shape`, `attention.heads`, `attention.headDim`.
 */
export function attention(qkv: Tensor, options: AttentionOptions): Tensor {
  const { nHeads, nKvHeads = nHeads, causal = true, scale, dropout = 0 } = options;
  const attributes = { nHeads, nKvHeads, causal, scale, dropout: dropoutValues(dropout) };
  const [out, lse] = applyOp(attentionOp, [qkv], attributes);
  if (out && !out.node) lse?.dispose();
  return out as Tensor;
}

const noDropout = { dropThreshold: 0, keepScale: 1, seed0: 0, seed1: 0, opIndex: 0 };

/** The kernels' dropout parameters; the step goes into the key, the counter holds the position. */
function dropoutValues(p: number): AttentionAttributes['dropout'] {
  if (p === 0) return noDropout;
  if (!(p > 0 && p < 1)) {
    throw new CraftError('attention.dropout', `attention: expected a dropout in [0, 1) but received ${p}`);
  }
  const { seed, step, opIndex } = currentRandomKey('attention');
  const [seed0, seed1] = seedKey(seed);
  return {
    dropThreshold: Math.round(p * 2 ** 32),
    keepScale: 1 / (1 - p),
    seed0,
    seed1: (seed1 ^ Math.imul(step + 1, 0x9e3779b9)) >>> 0,
    opIndex,
  };
}

export const cachedAttentionOp = defineOp<{ nHeads: number; nKvHeads: number; length: number }>({
  name: 'cachedAttention',
  kernels: [attentionForwardKernel],
  outputs: (specs, { nHeads, nKvHeads, length }) => {
    const [q, k, v] = [input(specs, 0), input(specs, 1), input(specs, 2)];
    for (const spec of [q, k, v]) expectDType('cachedAttention', 'q, k and v', spec, 'f32');
    checkHeads('cachedAttention', nHeads, nKvHeads);
    const headDim = axisLength(q.shape, -1) / nHeads;
    const queries = axisLength(q.shape, 1);
    const fits =
      q.shape.length === 3 &&
      Number.isInteger(headDim) &&
      [k, v].every(
        (cache) =>
          cache.shape.length === 3 && cache.shape[0] === q.shape[0] && cache.shape[2] === nKvHeads * headDim,
      ) &&
      k.shape[1] === v.shape[1];
    if (!fits) {
      throw new CraftError(
        'attention.shape',
        `cachedAttention: expected q [B, T, ${nHeads}·D] and caches [B, length, ${nKvHeads}·D] but received ${formatShape(q.shape)}, ${formatShape(k.shape)} and ${formatShape(v.shape)}`,
      );
    }
    checkHeadDim('cachedAttention', headDim);
    if (length < queries || length > axisLength(k.shape, 1)) {
      throw new CraftError(
        'attention.cache',
        `cachedAttention: expected a length from ${queries} (the new tokens) to ${axisLength(k.shape, 1)} (the cache) but received ${length}`,
      );
    }
    return [
      { shape: q.shape, dtype: 'f32' },
      { shape: [axisLength(q.shape, 0), nHeads, queries], dtype: 'f32' },
    ];
  },
  forward: ({ inputs, outputs, attributes: { nHeads, nKvHeads, length } }) => {
    const [q, k, v] = [input(inputs, 0), input(inputs, 1), input(inputs, 2)];
    const [batch, queries, width] = [axisLength(q.shape, 0), axisLength(q.shape, 1), axisLength(q.shape, 2)];
    if (q.size === 0) return;
    const headDim = width / nHeads;
    const kvRow = nKvHeads * headDim;
    launch(attentionForwardKernel, [q, k, v], outputs, {
      heads: nHeads,
      kvHeads: nKvHeads,
      headDim,
      queries,
      keys: length,
      qRow: width,
      qBatch: queries * width,
      kOffset: 0,
      vOffset: 0,
      kvRow,
      kvBatch: axisLength(k.shape, 1) * kvRow,
      batch,
      causal: 1,
      scale: 1 / Math.sqrt(headDim),
      queryBlock: forwardBlock(batch * nHeads, queries),
      ...noDropout,
    });
  },
  backward: { none: 'it is for generation, where nothing is trained' },
  flops: (specs, { nHeads, length }) => {
    const q = input(specs, 0);
    return (
      4 *
      axisLength(q.shape, 0) *
      axisLength(q.shape, 1) *
      length *
      axisLength(q.shape, 2) *
      (nHeads > 0 ? 1 : 0)
    );
  },
});

export interface CachedAttentionOptions {
  readonly nHeads: number;
  readonly nKvHeads?: number;
  /** Filled positions of the cache, the new tokens' own included. */
  readonly length: number;
}

/**
 * Causal attention of the newest T tokens over a key/value cache: q [B, T, H·D], kCache and vCache
 * [B, Tmax, Hkv·D] whose first `length` positions are filled → [B, T, H·D]. Forward only. Throws
 * `attention.shape` and `attention.cache`.
 */
export function cachedAttention(
  q: Tensor,
  kCache: Tensor,
  vCache: Tensor,
  options: CachedAttentionOptions,
): Tensor {
  const { nHeads, nKvHeads = nHeads, length } = options;
  const [out, lse] = applyOp(cachedAttentionOp, [q, kCache, vCache], { nHeads, nKvHeads, length });
  lse?.dispose();
  return out as Tensor;
}
