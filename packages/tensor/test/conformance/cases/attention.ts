import { attention, philox, randomScope } from '../../../src/index.ts';
import { attentionReference, headPosition } from '../attentionReference.ts';
import { maskInputs, type MaskCase } from '../attentionMasks.ts';
import { inHalves, type ConformanceCase } from '../conformanceCase.ts';

interface Options extends MaskCase {
  readonly kvHeads?: number;
  readonly full?: boolean;
  readonly scale?: number;
  readonly dropout?: number;
}

type Sizes = readonly [batch: number, tokens: number, heads: number, headDim: number];

const random = { seed: 2 ** 33 + 5, step: 7 };

/** The factor on a weight, from the host's Philox. */
function keepOf(tokens: number, heads: number, dropout: number) {
  const key = [random.seed % 2 ** 32, Math.floor(random.seed / 2 ** 32)] as const;
  return (b: number, h: number, query: number, j: number): number => {
    const row = (b * heads + h) * tokens + query;
    const word = philox(key, [Math.floor(j / 4), 0, random.step, row])[j % 4] ?? NaN;
    return word >= dropout * 2 ** 32 ? 1 / (1 - dropout) : 0;
  };
}

function attentionCase(
  [batch, tokens, heads, headDim]: Sizes,
  options: Options = {},
  extra: Partial<ConformanceCase> = {},
): ConformanceCase {
  const { kvHeads = heads, full = false, scale, dropout = 0, window, bias, documents } = options;
  const row = (heads + 2 * kvHeads) * headDim;
  const [atQ, atK, atV] = [0, heads, heads + kvHeads].map((before) =>
    headPosition(tokens, row, headDim, before * headDim),
  ) as [ReturnType<typeof headPosition>, ReturnType<typeof headPosition>, ReturnType<typeof headPosition>];
  const sizes = { batch, queries: tokens, keys: tokens, heads, kvHeads, headDim, causal: !full };
  const masks = maskInputs(options, [batch, tokens]);
  const keep = keepOf(tokens, heads, dropout);
  return {
    op: 'attention',
    name: [
      `[${batch}, ${tokens}] ${heads} heads of ${headDim}`,
      kvHeads < heads ? `${kvHeads} for keys` : '',
      full ? 'full' : '',
      scale === undefined ? '' : `scale ${scale}`,
      dropout > 0 ? `dropout ${dropout}` : '',
      window === undefined ? '' : `window ${window}`,
      bias ? `bias [${bias.join(', ')}]` : '',
      documents ? `${documents} documents` : '',
    ]
      .filter(Boolean)
      .join(', '),
    inputs: [{ shape: [batch, tokens, row] }, ...masks.inputs],
    run: ([qkv, ...rest]) =>
      randomScope(random, () =>
        attention(qkv, {
          nHeads: heads,
          nKvHeads: kvHeads,
          ...(full ? { causal: false } : {}),
          ...(scale === undefined ? {} : { scale }),
          dropout,
          ...(window === undefined ? {} : { window }),
          ...masks.operands(rest),
        }),
      ),
    reference: ([qkv, ...rest]) =>
      attentionReference(
        [qkv, atQ],
        [qkv, atK],
        [qkv, atV],
        { ...sizes, ...(scale === undefined ? {} : { scale }), ...masks.reference(rest) },
        dropout > 0 ? keep : undefined,
      ),
    shape: [batch, tokens, heads * headDim],
    tolerance: { absolute: 4e-6, relative: 4e-6 },
    gradientTolerance: { absolute: 2e-5, relative: 2e-5 },
    // GPUs' kernels are unrolled up to 64 channels: software adapters compile that for minutes.
    oneKernel: headDim > 16 && headDim <= 64,
    ...extra,
  };
}

export const cases: readonly ConformanceCase[] = [
  attentionCase([1, 1, 1, 4]),
  attentionCase([2, 5, 3, 4]),
  attentionCase([2, 5, 3, 4], { full: true }),
  attentionCase([2, 7, 4, 3], { kvHeads: 2 }),
  attentionCase([1, 6, 6, 8], { kvHeads: 2, full: true }),
  attentionCase([1, 5, 4, 4], { kvHeads: 1, scale: 0.3 }),
  // Head widths on either side of whole vectors and of the kernels' panels of 8.
  ...[1, 5, 8, 16, 33].map((headDim) => attentionCase([1, 19, 2, headDim])),
  // Tokens around the blocks of 64.
  ...[63, 64, 65].map((tokens) => attentionCase([1, tokens, 2, 4])),
  attentionCase([1, 66, 2, 8], { full: true }),
  attentionCase([1, 131, 2, 5], { kvHeads: 1 }),
  attentionCase([1, 130, 3, 5], { full: true }),
  // Large scores: the running maximum matters.
  attentionCase([1, 70, 1, 8], { scale: 12 }, { tolerance: 2e-5, gradientTolerance: 2e-3 }),
  // As many heads as make the CPU take 512 queries at once, and more queries than that.
  attentionCase([8, 517, 4, 1], {}, { gradients: 'none' }),
  // Longer than the CPU's chunk of 1,024 queries in the backward pass.
  attentionCase([1, 1091, 2, 1], { kvHeads: 1 }),
  attentionCase([1, 1031, 1, 1], { full: true }),
  // Nothing to attend to.
  attentionCase([0, 4, 2, 4]),
  attentionCase([2, 0, 2, 4]),
  attentionCase([2, 3, 2, 0]),
  attentionCase([2, 9, 2, 4], { dropout: 0.4 }),
  attentionCase([1, 70, 4, 5], { dropout: 0.25, kvHeads: 2 }),
  attentionCase([1, 67, 2, 4], { dropout: 0.5, full: true }),
  // Windows around the CPU's blocks of 64 keys and beyond all of them, causal and to both sides.
  attentionCase([2, 7, 2, 4], { window: 3 }),
  attentionCase([1, 9, 2, 4], { window: 1 }),
  attentionCase([1, 9, 2, 4], { window: 3, full: true }),
  attentionCase([1, 150, 4, 5], { window: 20, kvHeads: 2 }),
  attentionCase([1, 140, 1, 4], { window: 67, full: true }),
  attentionCase([1, 6, 2, 4], { window: 100 }),
  // Biases that broadcast in every way; documents; all at once.
  attentionCase([2, 5, 2, 4], { bias: [5, 5] }),
  attentionCase([2, 6, 2, 4], { bias: [2, 1, 1, 6], full: true }),
  attentionCase([2, 67, 4, 4], { bias: [4, 67, 67], kvHeads: 2, full: true }, { gradients: 'none' }),
  attentionCase([2, 6, 4, 4], { bias: [4, 6, 6], kvHeads: 2 }),
  attentionCase([2, 6, 2, 4], { bias: [2, 2, 6, 6], dropout: 0.3 }, { oneKernel: true }),
  attentionCase([2, 9, 2, 4], { documents: 3 }),
  attentionCase([1, 130, 2, 4], { documents: 2, full: true }),
  attentionCase([2, 201, 2, 4], { documents: 4, kvHeads: 1 }),
  attentionCase([2, 9, 4, 4], { documents: 2, kvHeads: 2, window: 4, bias: [9, 9] }),
  ...[
    attentionCase([2, 7, 4, 3], { kvHeads: 2 }),
    attentionCase([1, 66, 2, 8], { bias: [66, 66], full: true }),
    attentionCase([2, 0, 2, 4]),
  ].map((one) => inHalves(one, 1)),
];
