import { CraftError } from '../../errors.ts';
import { formatShape, type Shape } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { expectDType, type TensorSpec } from '../op.ts';
import { reshape } from '../reshape/reshape.ts';
import { where } from '../where/where.ts';

/** Which keys a query sees, and what is added to its scores. */
export interface AttentionMaskOptions {
  /** Whether a query sees only keys at its own position and before; default true. */
  readonly causal?: boolean;
  /** How many positions back a query sees, its own included (and forth, unless causal); default all. */
  readonly window?: number | null;
  /**
   * Added to the scaled scores: f32 that broadcasts to [B, H, Tq, Tk], with the whole last axis. −infinity
   * hides a key; a bias that requires a gradient gets one. Of a bool mask, true stands for 0 and false for
   * −infinity.
   */
  readonly bias?: Tensor | null;
  /** Document of every key, i32 [B, Tk]: queries see keys of their own document only. */
  readonly documents?: Tensor | null;
}

/** What the kernels are told about masks. */
export const maskParams = {
  causal: 'u32',
  window: 'u32',
  offset: 'u32',
  hasBias: 'u32',
  hasDocuments: 'u32',
  biasBatch: 'u32',
  biasHead: 'u32',
  biasRow: 'u32',
} as const;

/** The mask as an op keeps it; a bias and documents are inputs behind its own operands. */
export interface MaskAttributes {
  readonly causal: boolean;
  /** 0: none. */
  readonly window: number;
  /** Position of the first query among the keys. */
  readonly offset: number;
  readonly hasBias: boolean;
  readonly hasDocuments: boolean;
}

/** Attributes and inputs of a mask. Throws `attention.window` and `attention.bias`. */
export function maskOf(
  op: string,
  { causal = true, window = null, bias = null, documents = null }: AttentionMaskOptions,
  offset: number,
): { readonly mask: MaskAttributes; readonly operands: readonly Tensor[] } {
  if (window !== null && !(Number.isInteger(window) && window > 0)) {
    throw new CraftError(
      'attention.window',
      `${op}: expected a window of one position or more but received ${window}`,
    );
  }
  // A window beyond all positions is none.
  const own = window !== null && window < 2 ** 31 ? window : 0;
  const mask = { causal, window: own, offset, hasBias: bias !== null, hasDocuments: documents !== null };
  const additive = bias?.dtype === 'bool' ? where(bias, 0, -Infinity) : bias;
  const operands = [...(additive ? [fourAxes(op, additive)] : []), ...(documents ? [documents] : [])];
  return { mask, operands };
}

/** The bias as [B or 1, H or 1, Tq or 1, Tk]. */
function fourAxes(op: string, bias: Tensor): Tensor {
  if (bias.rank > 4) throw biasError(op, bias.shape, '[B, H, Tq, Tk]');
  return bias.rank === 4 ? bias : reshape(bias, [...Array<number>(4 - bias.rank).fill(1), ...bias.shape]);
}

function biasError(op: string, shape: Shape, expected: string): CraftError {
  return new CraftError(
    'attention.bias',
    `${op}: expected a bias that broadcasts to ${expected}, whole in its last axis, but received ${formatShape(shape)}`,
  );
}

interface MaskSizes {
  readonly batch: number;
  readonly heads: number;
  readonly queries: number;
  readonly keys: number;
}

/** The bias and the documents among an op's inputs, `before` of which are its own; checks their shapes. */
export function maskOperands<T extends TensorSpec>(
  op: string,
  inputs: readonly T[],
  before: number,
  { hasBias, hasDocuments, offset }: MaskAttributes,
  { batch, heads, queries, keys }: MaskSizes,
): { readonly bias: T | undefined; readonly documents: T | undefined } {
  const bias = hasBias ? inputs[before] : undefined;
  const documents = hasDocuments ? inputs[before + (hasBias ? 1 : 0)] : undefined;
  if (bias) {
    expectDType(op, 'a bias', bias, 'f32');
    const whole = [batch, heads, queries, keys];
    const fits = bias.shape.every((n, axis) => n === whole[axis] || (n === 1 && axis < 3));
    if (!fits) throw biasError(op, bias.shape, formatShape(whole));
  }
  if (documents) {
    expectDType(op, 'documents', documents, 'i32');
    const fits = documents.shape.length === 2 && documents.shape[0] === batch && documents.shape[1] === keys;
    if (!fits || offset + queries > keys) {
      throw new CraftError(
        'attention.documents',
        `${op}: expected documents [${batch}, ${keys}] that the queries at ${offset} to ${offset + queries - 1} are among but received ${formatShape(documents.shape)}`,
      );
    }
  }
  return { bias, documents };
}

/** The kernels' values for a mask. */
export function maskValues(mask: MaskAttributes, bias: TensorSpec | undefined) {
  const [batches = 1, heads = 1, queries = 1, keys = 1] = bias?.shape ?? [];
  return {
    causal: mask.causal ? 1 : 0,
    window: mask.window,
    offset: mask.offset,
    hasBias: mask.hasBias ? 1 : 0,
    hasDocuments: mask.hasDocuments ? 1 : 0,
    biasBatch: batches > 1 ? heads * queries * keys : 0,
    biasHead: heads > 1 ? queries * keys : 0,
    biasRow: queries > 1 ? keys : 0,
  };
}
