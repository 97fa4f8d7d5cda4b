import { CraftError } from '../../errors.ts';
import { formatShape } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { filled } from '../fill/fill.ts';
import { sharedFloat } from '../halves/floats.ts';
import { applyOp, defineOp, input, type TensorSpec } from '../op.ts';
import { attentionBackward, attentionBackwardKernels } from './attentionBackward.ts';
import { dropoutValues, type DropoutValues } from './attentionDropout.ts';
import { attentionForward, attentionForwardKernels, forwardBlock } from './attentionForward.ts';
import {
  maskOf,
  maskOperands,
  maskValues,
  type AttentionMaskOptions,
  type MaskAttributes,
} from './attentionMask.ts';
import { checkHeadDim, checkHeads } from './checkHeads.ts';

interface AttentionAttributes {
  readonly nHeads: number;
  readonly nKvHeads: number;
  readonly scale: number | undefined;
  readonly mask: MaskAttributes;
  readonly dropout: DropoutValues;
}

function sizes<T extends TensorSpec>(inputs: readonly T[], attributes: AttentionAttributes) {
  const { nHeads, nKvHeads, scale, mask, dropout } = attributes;
  const spec = input(inputs, 0);
  const dtype = sharedFloat('attention', 'a packed qkv', [spec]);
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
  const lengths = { batch, heads: nHeads, queries: tokens, keys: tokens };
  const { bias, documents } = maskOperands('attention', inputs, 1, mask, lengths);
  const values = {
    ...lengths,
    kvHeads: nKvHeads,
    headDim,
    qRow: row,
    qBatch: tokens * row,
    kOffset: nHeads * headDim,
    vOffset: (nHeads + nKvHeads) * headDim,
    kvRow: row,
    kvBatch: tokens * row,
    scale: scale ?? 1 / Math.sqrt(headDim),
    ...maskValues(mask, bias),
    ...dropout,
  };
  return { batch, tokens, headDim, dtype, bias, documents, values };
}

/** Inputs: qkv, then a bias and documents where there are. */
export const attentionOp = defineOp<AttentionAttributes>({
  name: 'attention',
  halves: true,
  halfOperands: 1,
  kernels: [...Object.values(attentionForwardKernels), ...attentionBackwardKernels],
  outputs: (specs, attributes) => {
    const { batch, tokens, headDim, dtype } = sizes(specs, attributes);
    const { nHeads } = attributes;
    return [
      { shape: [batch, tokens, nHeads * headDim], dtype },
      { shape: [batch, nHeads, tokens], dtype: 'f32' },
    ];
  },
  forward: ({ inputs, outputs, attributes }) => {
    const qkv = input(inputs, 0);
    const { batch, tokens, bias, documents, values } = sizes(inputs, attributes);
    if (qkv.size === 0) return;
    attentionForward([qkv, qkv, qkv, bias ?? qkv, documents ?? qkv], outputs, {
      ...values,
      queryBlock: forwardBlock(batch * attributes.nHeads, tokens),
    });
  },
  backward: ({ inputs, outputs, needs, attributes }, gradient) => {
    const qkv = input(inputs, 0);
    const { bias, documents, values } = sizes(inputs, attributes);
    if (qkv.size === 0) return inputs.map(({ shape, dtype }) => filled(shape, 0, qkv.device, dtype));
    const dqkv = emptyTensor(qkv.shape, qkv.dtype, qkv.device);
    const tensors = {
      q: qkv,
      k: qkv,
      v: qkv,
      bias,
      documents,
      out: input(outputs, 0),
      lse: input(outputs, 1),
    };
    const { kOffset: dkOffset, vOffset: dvOffset } = values;
    const wantsBias = attributes.mask.hasBias && needs[1] === true;
    const all = { ...values, dkOffset, dvOffset };
    return [dqkv, attentionBackward(tensors, gradient, [dqkv, dqkv], all, wantsBias)];
  },
  flops: (specs, attributes) => {
    const { batch, tokens, headDim } = sizes(specs, attributes);
    const pairs = attributes.mask.causal ? (tokens * (tokens + 1)) / 2 : tokens * tokens;
    return 4 * batch * attributes.nHeads * pairs * headDim;
  },
});

export interface AttentionOptions extends AttentionMaskOptions {
  /** Query heads H. */
  readonly nHeads: number;
  /** Key/value heads Hkv, each shared by H/Hkv query heads; default H. */
  readonly nKvHeads?: number;
  /** Factor on the scores; default 1/√D. */
  readonly scale?: number;
  /** Probability of dropping an attention weight; needs a randomScope when above 0. */
  readonly dropout?: number;
}

/**
 * Self-attention over a packed projection: qkv [B, T, (H + 2·Hkv)·D], query heads first, then key
 * heads, then value heads → [B, T, H·D]. No T×T buffer is made in forward or backward (Dao,
 * "FlashAttention-2", 2023). A token that sees nothing gives zeros. f32, or f16 for a
 * result of f16; scores, softmax and sums are f32, and so is a bias. Throws `attention.shape`,
 * `attention.heads`, `attention.headDim`, `attention.window`, `attention.bias`, `attention.documents`,
 * `dropout.probability` and `random.noScope`.
 */
export function attention(qkv: Tensor, options: AttentionOptions): Tensor {
  const { nHeads, nKvHeads = nHeads, scale, dropout = 0 } = options;
  const { mask, operands } = maskOf('attention', options, 0);
  const attributes = { nHeads, nKvHeads, scale, mask, dropout: dropoutValues(dropout) };
  const [out, lse] = applyOp(attentionOp, [qkv, ...operands], attributes);
  if (out && !out.node) lse?.dispose();
  return out as Tensor;
}
