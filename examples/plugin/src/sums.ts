import { defineComponent } from '@craft/config';
import { splitsSchema, type TextChunk, type TextCorpus } from '@craft/data';
import * as v from 'valibot';

/** A corpus of sums, `3+4=7`, one per line. */
export const sumsComponent = defineComponent({
  kind: 'data',
  name: 'sums',
  description: 'Sums of two random numbers, one per line',
  schema: v.strictObject({
    count: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.description('How many sums')), 10_000),
    digits: v.optional(
      v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(6), v.description('Of each number')),
      1,
    ),
    seed: v.optional(v.pipe(v.number(), v.integer(), v.description('Another seed, other sums')), 1),
    splits: splitsSchema,
  }),
  create: (options) => sums(options),
});

interface SumsOptions {
  readonly count: number;
  readonly digits: number;
  readonly seed: number;
}

function sums({ count, digits, seed }: SumsOptions): TextCorpus {
  return {
    type: 'sums',
    // What makes the text what it is: another value, another prepared dataset.
    settings: { count, digits, seed },
    splitsAt: 'document',
    open: async () => ({
      size: count,
      unit: 'characters',
      skipped: [],
      stamp: JSON.stringify({ count, digits, seed, version: 1 }),
      chunks: () => lines({ count, digits, seed }),
    }),
  };
}

/** Yields the text piece by piece: a corpus may be larger than the memory. */
async function* lines({ count, digits, seed }: SumsOptions): AsyncGenerator<TextChunk> {
  const below = 10 ** digits;
  let state = (seed >>> 0) + 0x9e3779b9;
  const random = (): number => {
    // Mulberry32: the same seed gives the same text on every machine.
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
  for (let index = 0; index < count; index += 1) {
    const [a, b] = [random(), random()];
    yield { text: `${a}+${b}=${a + b}\n`, size: 1, end: {} };
  }
}
