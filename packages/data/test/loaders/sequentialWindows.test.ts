import { describe, expect, test } from 'vitest';
import { arrayTokens, sequentialWindows, type TokenBatch } from '../../src/index.ts';
import { RandomPurpose, RandomStream } from '../../src/random/randomStream.ts';
import { craftErrorOf } from '../helpers/craftErrorOf.ts';

const source = (length: number) => arrayTokens(Int32Array.from({ length }, (_, index) => index));

async function all(loader: AsyncIterable<TokenBatch>): Promise<TokenBatch[]> {
  const batches: TokenBatch[] = [];
  for await (const batch of loader) batches.push(batch);
  return batches;
}

test('windows side by side, the shorter one by itself', async () => {
  const loader = sequentialWindows({ source: source(24), contextLength: 5, batchSize: 3 });
  const batches = await all(loader);
  expect(batches.map(({ batchSize, length, index }) => [batchSize, length, index])).toEqual([
    [3, 5, 0],
    [1, 5, 1],
    [1, 3, 2],
  ]);
  expect(batches.flatMap(({ targets }) => [...targets])).toEqual(
    Array.from({ length: 23 }, (_, index) => index + 1),
  );
  expect(loader).toMatchObject({ batchesPerEpoch: 3, tokensPerBatch: 15 });
  expect(await loader.next()).toBeNull();
});

test('for any sizes, each token but the first is a target exactly once, in order', async () => {
  const random = new RandomStream(6, 0, RandomPurpose.tales);
  for (let round = 0; round < 300; round++) {
    const length = 2 + random.integer(200);
    const options = {
      source: source(length),
      contextLength: 1 + random.integer(40),
      batchSize: 1 + random.integer(9),
    };
    const loader = sequentialWindows(options);
    const batches = await all(loader);
    expect(batches.flatMap(({ inputs }) => [...inputs])).toEqual(
      Array.from({ length: length - 1 }, (_, index) => index),
    );
    expect(batches.flatMap(({ targets }) => [...targets])).toEqual(
      Array.from({ length: length - 1 }, (_, index) => index + 1),
    );
    expect(batches).toHaveLength(loader.batchesPerEpoch);
    expect(batches.map(({ index }) => index)).toEqual(batches.map((_, index) => index));
    for (const batch of batches) expect(batch.inputs).toHaveLength(batch.batchSize * batch.length);
    // The same, stopped and resumed between any two batches, or cut short.
    const stop = random.integer(batches.length + 1);
    const first = sequentialWindows(options);
    for (let index = 0; index < stop; index++) await first.next();
    const second = sequentialWindows(options);
    second.load(first.state());
    expect(await all(second)).toEqual(batches.slice(stop));
    const maxBatches = 1 + random.integer(batches.length + 2);
    const short = sequentialWindows({ ...options, maxBatches });
    expect(await all(short)).toEqual(batches.slice(0, maxBatches));
    expect(short.batchesPerEpoch).toBe(Math.min(maxBatches, batches.length));
  }
});

test('no limit may be said as null', async () => {
  expect(
    await all(sequentialWindows({ source: source(24), contextLength: 5, batchSize: 3, maxBatches: null })),
  ).toHaveLength(3);
});

describe('errors', () => {
  test('nothing to predict', async () => {
    expect(await craftErrorOf(() => sequentialWindows({ source: source(1), contextLength: 5, batchSize: 3 })))
      .toMatchInlineSnapshot(`
      "data.too-short
      loader: expected at least 2 tokens but received 1
      Use a longer text or a shorter model.contextLength."
    `);
  });

  test('a limit of no batches', async () => {
    expect(
      await craftErrorOf(() =>
        sequentialWindows({ source: source(9), contextLength: 5, batchSize: 3, maxBatches: 0 }),
      ),
    ).toMatchInlineSnapshot(`
      "data.loader-options
      loader: expected a whole maxBatches above 0 but received 0"
    `);
  });
});
