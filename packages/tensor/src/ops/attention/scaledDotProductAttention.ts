import { CraftError } from '../../errors.ts';
import { formatShape } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { filled } from '../fill/fill.ts';
import { sharedFloat } from '../halves/floats.ts';
import { applyOp, defineOp, input, type TensorSpec } from '../op.ts';
import { contiguousStrides, stridedCopy, stridedCopyKernel } from '../stridedCopy/stridedCopy.ts';
import type { AttentionOptions } from './attention.ts';
import { attentionBackward, attentionBackwardKernels } from './attentionBackward.ts';
import { dropoutValues, type DropoutValues } from './attentionDropout.ts';
import { attentionForward, attentionForwardKernels, forwardBlock } from './attentionForward.ts';
import { maskOf, maskOperands, maskValues, type MaskAttributes } from './attentionMask.ts';
import { checkHeadDim, checkHeads } from './checkHeads.ts';

interface Attributes {
  readonly scale: number | undefined;
  readonly mask: MaskAttributes;
  readonly dropout: DropoutValues;
}

const name = 'scaledDotProductAttention';

function sizes<T extends TensorSpec>(inputs: readonly T[], { scale, mask, dropout }: Attributes) {
  const [q, k, v] = [input(inputs, 0), input(inputs, 1), input(inputs, 2)];
  const dtype = sharedFloat(name, 'q, k and v', [q, k, v]);
  const [batch = 0, queries = 0, heads = 0, headDim = 0] = q.shape;
  const [, keys = 0, kvHeads = 0] = k.shape;
  const expected = [batch, keys, kvHeads, headDim];
  const fits =
    q.shape.length === 4 &&
    [k, v].every(({ shape }) => shape.length === 4 && shape.every((n, axis) => n === expected[axis]));
  if (!fits) {
    throw new CraftError(
      'attention.shape',
      `${name}: expected q [B, Tq, H, D] and k, v [B, Tk, Hkv, D] but received ${[q, k, v].map(({ shape }) => formatShape(shape)).join(', ')}`,
    );
  }
  checkHeads(name, heads, kvHeads);
  checkHeadDim(name, headDim);
  const lengths = { batch, heads, queries, keys };
  const { bias, documents } = maskOperands(name, inputs, 3, mask, lengths);
  const values = {
    ...lengths,
    kvHeads,
    headDim,
    qRow: heads * headDim,
    qBatch: queries * heads * headDim,
    kOffset: 0,
    vOffset: 0,
    kvRow: kvHeads * headDim,
    kvBatch: keys * kvHeads * headDim,
    scale: scale ?? 1 / Math.sqrt(headDim),
    ...maskValues(mask, bias),
    ...dropout,
  };
  return { q, k, v, dtype, bias, documents, values };
}

/** Inputs: q, k, v, then a bias and documents where there are. */
export const scaledDotProductAttentionOp = defineOp<Attributes>({
  name,
  halves: true,
  halfOperands: 3,
  kernels: [...Object.values(attentionForwardKernels), ...attentionBackwardKernels, stridedCopyKernel],
  outputs: (specs, attributes) => {
    const { q, dtype, values } = sizes(specs, attributes);
    const { batch, heads, queries } = values;
    return [
      { shape: q.shape, dtype },
      { shape: [batch, heads, queries], dtype: 'f32' },
    ];
  },
  forward: ({ inputs, outputs, attributes }) => {
    const { q, k, v, bias, documents, values } = sizes(inputs, attributes);
    if (q.size === 0) return;
    const { batch, heads, queries } = values;
    attentionForward([q, k, v, bias ?? q, documents ?? q], outputs, {
      ...values,
      queryBlock: forwardBlock(batch * heads, queries),
    });
  },
  backward: ({ inputs, outputs, needs, attributes }, gradient) => {
    const { q, k, v, bias, documents, values } = sizes(inputs, attributes);
    const { device } = q;
    if (q.size === 0 || k.size === 0)
      return inputs.map(({ shape, dtype }) => filled(shape, 0, device, dtype));
    const dq = emptyTensor(q.shape, q.dtype, device);
    // One buffer for both, because a kernel may write only so many: [2, B, Tk, Hkv, D].
    const dkv = emptyTensor([2, ...k.shape], k.dtype, device);
    const tensors = { q, k, v, bias, documents, out: input(outputs, 0), lse: input(outputs, 1) };
    const all = { ...values, dkOffset: 0, dvOffset: k.size };
    const wantsBias = attributes.mask.hasBias && needs[3] === true;
    const dbias = attentionBackward(tensors, gradient, [dq, dkv], all, wantsBias);
    const strides = contiguousStrides(k.shape);
    const [dk, dv] = [0, k.size].map((offset) => {
      const part = emptyTensor(k.shape, k.dtype, device);
      stridedCopy(dkv, { offset, strides }, part, { offset: 0, strides }, k.shape);
      return part;
    });
    dkv.dispose();
    return [dq, dk ?? null, dv ?? null, dbias];
  },
  flops: (specs, attributes) => {
    const { q, values } = sizes(specs, attributes);
    return 4 * q.shape.reduce((size, n) => size * n, 1) * values.keys * (attributes.mask.causal ? 0.5 : 1);
  },
});

export interface ScaledDotProductAttentionOptions extends Omit<AttentionOptions, 'nHeads' | 'nKvHeads'> {
  /** Position of the first query among the keys; default Tk − Tq, where queries are the newest, or 0. */
  readonly offset?: number;
}

/**
 * softmax(scale·q·kᵀ + bias)·v per head: q [B, Tq, H, D], k and v [B, Tk, Hkv, D] → [B, Tq, H, D], where
 * each key/value head serves H/Hkv query heads. For cross-attention set `causal` to false. No Tq×Tk buffer is
 * made. All f32, or all f16 as in `attention`. Throws `attention.offset`, `dtype.mismatch` and what `attention` throws.
 */
export function scaledDotProductAttention(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  options: ScaledDotProductAttentionOptions = {},
): Tensor {
  const { scale, dropout = 0 } = options;
  const offset = options.offset ?? Math.max(0, (k.shape[1] ?? 0) - (q.shape[1] ?? 0));
  if (!Number.isInteger(offset) || offset < 0 || offset >= 2 ** 31) {
    throw new CraftError(
      'attention.offset',
      `${name}: expected a whole offset of 0 or more but received ${offset}`,
    );
  }
  const { mask, operands } = maskOf(name, options, offset);
  const attributes = { scale, mask, dropout: dropoutValues(dropout) };
  const [out, lse] = applyOp(scaledDotProductAttentionOp, [q, k, v, ...operands], attributes);
  if (out && !out.node) lse?.dispose();
  return out as Tensor;
}
