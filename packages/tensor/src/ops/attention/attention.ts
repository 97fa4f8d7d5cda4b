import { CraftError } from '../../errors.ts';
import { formatShape } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { applyOp, defineOp, expectDType, input, launch, type TensorSpec } from '../op.ts';
import { attentionBackward, attentionBackwardKernels } from './attentionBackward.ts';
import { dropoutValues, type DropoutValues } from './attentionDropout.ts';
import { attentionForwardKernel, forwardBlock } from './attentionForward.ts';
import { checkHeadDim, checkHeads } from './checkHeads.ts';

interface AttentionAttributes {
  readonly nHeads: number;
  readonly nKvHeads: number;
  readonly causal: boolean;
  readonly scale: number | undefined;
  readonly dropout: DropoutValues;
}

function sizes(spec: TensorSpec, { nHeads, nKvHeads, causal, scale, dropout }: AttentionAttributes) {
  expectDType('attention', 'a packed qkv', spec, 'f32');
  checkHeads('attention', nHeads, nKvHeads);
  const parts = nHeads + 2 * nKvHeads;
  const [batch = 0, tokens = 0, row = 0] = spec.shape;
  if (spec.shape.length !== 3 || row % parts !== 0) {
    throw new CraftError(
      'attention.shape',
      `attention: expected qkv [B, T, (${nHeads} + 2·${nKvHeads})·D] but received ${formatShape(spec.shape)}`,
    );
  }
  const headDim = row / parts;
  checkHeadDim('attention', headDim);
  const params = {
    heads: nHeads,
    kvHeads: nKvHeads,
    headDim,
    batch,
    causal: causal ? 1 : 0,
    scale: scale ?? 1 / Math.sqrt(headDim),
    ...dropout,
  };
  return { batch, tokens, headDim, row, params };
}

export const attentionOp = defineOp<AttentionAttributes>({
  name: 'attention',
  kernels: [attentionForwardKernel, ...attentionBackwardKernels],
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
    const { batch, tokens, headDim, row, params } = sizes(qkv, attributes);
    const { nHeads, nKvHeads } = attributes;
    if (qkv.size === 0) return;
    launch(attentionForwardKernel, [qkv, qkv, qkv], outputs, {
      ...params,
      queries: tokens,
      keys: tokens,
      qRow: row,
      qBatch: tokens * row,
      kOffset: nHeads * headDim,
      vOffset: (nHeads + nKvHeads) * headDim,
      kvRow: row,
      kvBatch: tokens * row,
      queryBlock: forwardBlock(batch * nHeads, tokens),
    });
  },
  backward: ({ inputs, outputs, attributes }, gradient) => {
    const qkv = input(inputs, 0);
    const { tokens, params } = sizes(qkv, attributes);
    const dqkv = emptyTensor(qkv.shape, 'f32', qkv.device);
    if (qkv.size === 0) return [dqkv];
    const saved = [qkv, input(outputs, 0), input(outputs, 1)] as const;
    attentionBackward(saved, gradient, dqkv, { ...params, tokens });
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
 * "FlashAttention-2", 2023). Throws `attention.shape`, `attention.heads`, `attention.headDim`,
 * `dropout.probability` and `random.noScope`.
 */
export function attention(qkv: Tensor, options: AttentionOptions): Tensor {
  const { nHeads, nKvHeads = nHeads, causal = true, scale, dropout = 0 } = options;
  const attributes = { nHeads, nKvHeads, causal, scale, dropout: dropoutValues(dropout) };
  const [out, lse] = applyOp(attentionOp, [qkv], attributes);
  if (out && !out.node) lse?.dispose();
  return out as Tensor;
}
