import * as v from 'valibot';

/** More is a slip of the keyboard: no machine holds it, and counting it would take forever. */
const most = 1e9;

const count = (description: string) =>
  v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most), v.description(description));

const gptOptions = v.strictObject({
  nLayers: count('Transformer blocks.'),
  nHeads: count('Query heads per block; each is dModel / nHeads wide.'),
  nKvHeads: v.optional(
    v.nullable(
      count('Heads of keys and values, each shared by nHeads / nKvHeads query heads; null: nHeads.'),
    ),
    null,
  ),
  dModel: count('Width of the residual stream.'),
  feedForward: v.optional(
    v.nullable(count('Width of the hidden layer of each feed-forward network; null: 4 · dModel.')),
    null,
  ),
  contextLength: count('The most tokens that the model sees at once.'),
  dropout: v.optional(
    v.pipe(
      v.number(),
      v.minValue(0),
      v.ltValue(1),
      v.description(
        'Probability of dropping an activation while training: embeddings, attention, residual branches.',
      ),
    ),
    0,
  ),
  norm: v.optional(
    v.pipe(v.picklist(['layer', 'rms']), v.description('Normalisation: LayerNorm or RMSNorm.')),
    'layer',
  ),
  positions: v.optional(
    v.pipe(
      v.picklist(['learned', 'rotary']),
      v.description('Positions: a trained vector each, or rotation of queries and keys.'),
    ),
    'learned',
  ),
  tieWeights: v.optional(
    v.pipe(v.boolean(), v.description('Whether the output layer uses the token embedding as its weights.')),
    true,
  ),
  bias: v.optional(
    v.pipe(
      v.boolean(),
      v.description('Biases in linear layers and LayerNorm; the output layer never has one.'),
    ),
    false,
  ),
  activation: v.optional(
    v.pipe(
      v.picklist(['gelu', 'gelu-tanh', 'relu', 'silu']),
      v.description('Activation of the feed-forward networks; gelu-tanh is the form of the published GPT-2.'),
    ),
    'gelu',
  ),
  initStd: v.optional(
    v.pipe(
      v.number(),
      v.gtValue(0),
      v.description(
        'Standard deviation of initial weights; projections onto the residual stream start at initStd / √(2 · nLayers).',
      ),
    ),
    0.02,
  ),
});

type Options = v.InferOutput<typeof gptOptions>;

/** Options of the GPT family, with defaults; combinations that cannot be built are issues that name both fields. */
export const gptSchema = v.pipe(
  gptOptions,
  v.forward(
    v.partialCheck(
      [['dModel'], ['nHeads']],
      ({ dModel, nHeads }) => dModel % nHeads === 0,
      ({ input }) => {
        const { dModel, nHeads } = input as Options;
        return `expected a multiple of nHeads (${nHeads}) but received ${dModel}`;
      },
    ),
    ['dModel'],
  ),
  v.forward(
    v.partialCheck(
      [['nHeads'], ['nKvHeads']],
      ({ nHeads, nKvHeads }) => nKvHeads === null || nHeads % nKvHeads === 0,
      ({ input }) => {
        const { nHeads, nKvHeads } = input as Options;
        return `expected a divisor of nHeads (${nHeads}) but received ${nKvHeads ?? 'null'}`;
      },
    ),
    ['nKvHeads'],
  ),
  v.forward(
    v.partialCheck(
      [['positions'], ['dModel'], ['nHeads']],
      ({ positions, dModel, nHeads }) =>
        positions !== 'rotary' || dModel % nHeads !== 0 || (dModel / nHeads) % 2 === 0,
      ({ input }) => {
        const { dModel, nHeads } = input as Options;
        return `rotary turns pairs: expected an even head width dModel / nHeads but received ${dModel} / ${nHeads} = ${dModel / nHeads}`;
      },
    ),
    ['positions'],
  ),
);

/** What one writes: defaults may be left out. */
export type GptOptions = v.InferInput<typeof gptSchema>;

/** Checked options with all defaults filled in. */
export type GptConfig = v.InferOutput<typeof gptSchema>;
