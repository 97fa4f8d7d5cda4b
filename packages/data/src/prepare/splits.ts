import * as v from 'valibot';

/** The parts of a corpus, in the order in which they stand in it. */
export const SPLITS = ['train', 'val', 'test'] as const;
export type SplitName = (typeof SPLITS)[number];

/** What share of the corpus each split gets. */
export type Splits = Readonly<Record<SplitName, number>>;

const share = (title: string, byDefault: number) =>
  v.optional(
    v.pipe(
      v.number(),
      v.minValue(0, 'expected a share from 0 to 1'),
      v.maxValue(1, 'expected a share from 0 to 1'),
      v.description(title),
    ),
    byDefault,
  );

const SUM_TOLERANCE = 1e-9;

function sum(splits: Splits): number {
  return SPLITS.reduce((total, name) => total + splits[name], 0);
}

/** How a corpus is divided: contiguous parts, from the start to the end. */
export const splitsSchema = v.optional(
  v.pipe(
    v.strictObject({
      train: share('Share of the text to train on, from its start', 0.9),
      val: share('Share to evaluate on while training, after train', 0.1),
      test: share('Share that is left for the end, after val', 0),
    }),
    v.check(({ train }) => train > 0, 'expected a share above 0 for train but received 0'),
    v.check(
      (splits) => Math.abs(sum(splits) - 1) <= SUM_TOLERANCE,
      ({ input }) =>
        `expected shares that sum to 1 but received ${SPLITS.map((name) => `${name} ${input[name]}`).join(' + ')} = ` +
        Number(sum(input).toFixed(6)),
    ),
    v.description('Shares of train, val and test; they sum to 1'),
  ),
  {},
);

/** The division of a corpus that says nothing about it. */
export const defaultSplits: Splits = v.parse(splitsSchema, undefined);

/**
 * Where each split ends in a text of `characters` characters. As nanoGPT does it: `n = int(length * 0.9)`.
 *
 * @returns the number of characters up to the end of train, val and test; a split without a share ends where it starts
 */
export function splitEnds(splits: Splits, characters: number): Record<SplitName, number> {
  // 0.29 * 100 is 28.999999999999996: what is a whole number on paper must be one here.
  const floor = (share: number): number => Math.floor(share * characters * (1 + 4 * Number.EPSILON));
  const last = SPLITS.findLast((name) => splits[name] > 0);
  const train = last === 'train' ? characters : Math.min(characters, floor(splits.train));
  const val = last === 'test' ? Math.min(characters, floor(splits.train + splits.val)) : characters;
  return { train, val: Math.max(train, val), test: characters };
}
