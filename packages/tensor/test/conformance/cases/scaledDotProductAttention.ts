import { scaledDotProductAttention } from '../../../src/index.ts';
import { maskInputs, type MaskCase } from '../attentionMasks.ts';
import { attentionReference, headPosition } from '../attentionReference.ts';
import { inHalves, type ConformanceCase } from '../conformanceCase.ts';

interface Options extends MaskCase {
  readonly kvHeads?: number;
  readonly full?: boolean;
  readonly offset?: number;
}

type Sizes = readonly [batch: number, queries: number, keys: number, heads: number, headDim: number];

function separateCase(
  [batch, queries, keys, heads, headDim]: Sizes,
  options: Options = {},
  extra: Partial<ConformanceCase> = {},
): ConformanceCase {
  const { kvHeads = heads, full = false, offset, window, bias, documents } = options;
  const own = headPosition(queries, heads * headDim, headDim);
  const shared = headPosition(keys, kvHeads * headDim, headDim);
  const masks = maskInputs(options, [batch, keys]);
  const sizes = {
    batch,
    queries,
    keys,
    heads,
    kvHeads,
    headDim,
    causal: !full,
    offset: offset ?? Math.max(0, keys - queries),
  };
  const kv = { shape: [batch, keys, kvHeads, headDim] };
  return {
    op: 'scaledDotProductAttention',
    name: [
      `[${batch}, ${queries}] of ${keys}, ${heads} heads of ${headDim}`,
      kvHeads < heads ? `${kvHeads} for keys` : '',
      full ? 'full' : '',
      offset === undefined ? '' : `offset ${offset}`,
      window === undefined ? '' : `window ${window}`,
      bias ? `bias [${bias.join(', ')}]` : '',
      documents ? `${documents} documents` : '',
    ]
      .filter(Boolean)
      .join(', '),
    inputs: [{ shape: [batch, queries, heads, headDim] }, kv, kv, ...masks.inputs],
    run: ([q, k, v, ...rest]) =>
      scaledDotProductAttention(q, k, v, {
        causal: !full,
        ...(offset === undefined ? {} : { offset }),
        ...(window === undefined ? {} : { window }),
        ...masks.operands(rest),
      }),
    reference: ([q, k, v, ...rest]) =>
      attentionReference([q, own], [k, shared], [v, shared], { ...sizes, ...masks.reference(rest) }),
    shape: [batch, queries, heads, headDim],
    tolerance: { absolute: 4e-6, relative: 4e-6 },
    gradientTolerance: { absolute: 2e-5, relative: 2e-5 },
    ...extra,
  };
}

export const cases: readonly ConformanceCase[] = [
  separateCase([2, 6, 6, 4, 4]),
  separateCase([2, 6, 6, 4, 4], { kvHeads: 2, full: true }),
  // Fewer queries than keys and more, whole and at an offset.
  separateCase([2, 3, 7, 2, 4]),
  separateCase([2, 7, 3, 2, 5], { full: true }),
  separateCase([1, 5, 3, 2, 4]),
  separateCase([1, 3, 9, 4, 3], { kvHeads: 2, offset: 4 }),
  separateCase([1, 3, 9, 2, 4], { offset: 0 }),
  separateCase([1, 70, 131, 2, 4], { full: true }),
  separateCase([1, 131, 70, 2, 5], { full: true }),
  separateCase([1, 67, 150, 2, 4], { window: 30 }),
  separateCase([1, 5, 12, 2, 4], { window: 3, offset: 5, full: true }),
  // A window past the last key: the later queries see nothing.
  separateCase([1, 9, 4, 2, 4], { window: 3, offset: 0 }),
  separateCase([2, 4, 7, 2, 4], { bias: [4, 7], full: true }),
  separateCase([2, 4, 7, 4, 4], { bias: [1, 4, 1, 7], kvHeads: 2 }),
  separateCase([2, 3, 8, 2, 4], { documents: 2 }),
  // Wide heads.
  separateCase([1, 3, 5, 1, 512], {}, { oneKernel: true }),
  separateCase([0, 3, 4, 2, 4]),
  separateCase([2, 0, 4, 2, 4]),
  separateCase([1, 3, 0, 2, 4], { full: true }),
  ...[separateCase([2, 7, 3, 2, 5], { full: true }), separateCase([1, 67, 150, 2, 4], { window: 30 })].map(
    (one) => inHalves(one, 3),
  ),
];
