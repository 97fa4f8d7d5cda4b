import { describe, expect, test } from 'vitest';
import { arrayTokens, randomWindows, type LoaderState, type TokenBatch } from '../../src/index.ts';
import { craftErrorOf } from '../helpers/craftErrorOf.ts';

/** Tokens that say where they stand. */
const source = (length: number) => arrayTokens(Int32Array.from({ length }, (_, index) => index));
const orders = ['random', 'shuffled'] as const;

function rowsOf({ inputs, batchSize, length }: TokenBatch): number[][] {
  return Array.from({ length: batchSize }, (_, row) => [
    ...inputs.subarray(row * length, (row + 1) * length),
  ]);
}

async function take(loader: { next(): Promise<TokenBatch | null> }, count: number): Promise<TokenBatch[]> {
  const batches: TokenBatch[] = [];
  for (let index = 0; index < count; index++) batches.push((await loader.next()) as TokenBatch);
  return batches;
}

describe.each(orders)('order %s', (order) => {
  test('rows are windows of the text, targets the tokens that follow', async () => {
    const loader = randomWindows({ source: source(100), contextLength: 8, batchSize: 4, seed: 1, order });
    for (const [index, batch] of (await take(loader, 50)).entries()) {
      expect(batch).toMatchObject({ batchSize: 4, length: 8, index });
      expect(batch.inputs).toBeInstanceOf(Int32Array);
      expect(batch.inputs).toHaveLength(32);
      rowsOf(batch).forEach((row) =>
        expect(row).toEqual(Array.from({ length: 8 }, (_, at) => (row[0] ?? -1) + at)),
      );
      expect([...batch.targets]).toEqual([...batch.inputs].map((token) => token + 1));
      expect(Math.max(...batch.targets)).toBeLessThan(100);
    }
  });

  test('the seed decides, and nothing else', async () => {
    const make = (seed: number) =>
      take(randomWindows({ source: source(500), contextLength: 8, batchSize: 4, seed, order }), 10);
    expect(await make(1)).toEqual(await make(1));
    expect(await make(2)).not.toEqual(await make(1));
    expect(await make(1 + 2 ** 40)).not.toEqual(await make(1));
  });

  test('the order of samples does not depend on the batch size', async () => {
    const samples = async (batchSize: number) => {
      const loader = randomWindows({ source: source(500), contextLength: 8, batchSize, seed: 3, order });
      return (await take(loader, 60 / batchSize)).flatMap(rowsOf);
    };
    expect(await samples(12)).toEqual(await samples(1));
    expect(await samples(5)).toEqual(await samples(1));
  });

  test.each([0, 1, 7, 30])(
    'stopped after %i batches and resumed, it goes on as if it had not been',
    async (stop) => {
      const make = () =>
        randomWindows({ source: source(300), contextLength: 7, batchSize: 3, seed: 9, order });
      const whole = await take(make(), 60);
      const first = make();
      const before = await take(first, stop);
      // Through JSON, as in a checkpoint.
      const state = JSON.parse(JSON.stringify(first.state())) as LoaderState;
      const second = make();
      second.load(state);
      expect([...before, ...(await take(second, 60 - stop))]).toEqual(whole);
    },
  );

  test('a position far on is reached at once', async () => {
    const make = () =>
      randomWindows({ source: source(10_000), contextLength: 8, batchSize: 4, seed: 9, order });
    const loader = make();
    const kind = loader.state().kind;
    loader.load({ kind, cursor: 4 * 10 ** 12 });
    const batch = await loader.next();
    expect(batch?.index).toBe(10 ** 12);
    expect(loader.state()).toEqual({ kind, cursor: 4 * 10 ** 12 + 4 });
  });

  test('batches and tokens are counted', () => {
    // (100 − 1) / 8 gives 12 windows; 5 to a batch.
    const loader = randomWindows({ source: source(100), contextLength: 8, batchSize: 5, seed: 1, order });
    expect(loader).toMatchObject({ batchesPerEpoch: 3, tokensPerBatch: 40 });
  });

  test('the shortest text that is long enough', async () => {
    const loader = randomWindows({ source: source(9), contextLength: 8, batchSize: 3, seed: 1, order });
    const [batch] = await take(loader, 1);
    expect(batch && rowsOf(batch)).toEqual(Array.from({ length: 3 }, () => [0, 1, 2, 3, 4, 5, 6, 7]));
    expect(loader.batchesPerEpoch).toBe(1);
  });

  test('it can be iterated over, without an end', async () => {
    const loader = randomWindows({ source: source(100), contextLength: 8, batchSize: 4, seed: 1, order });
    const seen: TokenBatch[] = [];
    for await (const batch of loader) {
      seen.push(batch);
      if (seen.length === 20) break;
    }
    const again = randomWindows({ source: source(100), contextLength: 8, batchSize: 4, seed: 1, order });
    expect(seen).toEqual(await take(again, 20));
    expect(loader.state().cursor).toBe(80);
  });
});

test('random: every start is as likely as any other, the last one included', async () => {
  const loader = randomWindows({ source: source(20), contextLength: 10, batchSize: 1_000, seed: 5 });
  const counts = new Array<number>(10).fill(0);
  for (const batch of await take(loader, 20)) {
    for (const [start = -1] of rowsOf(batch)) counts[start] = (counts[start] ?? 0) + 1;
  }
  const chiSquare = counts.reduce((sum, count) => sum + (count - 2_000) ** 2 / 2_000, 0);
  expect(counts).toHaveLength(10);
  expect(chiSquare).toBeLessThan(27.88);
});

test.each([
  [100, 8, 5],
  [101, 10, 3],
  [1_000, 3, 7],
  [9, 8, 4],
])('shuffled: %i tokens in windows of %i, each once per epoch', async (length, contextLength, batchSize) => {
  const loader = randomWindows({
    source: source(length),
    contextLength,
    batchSize,
    seed: 5,
    order: 'shuffled',
  });
  const windows = Math.max(1, Math.floor((length - contextLength) / contextLength));
  const epochs = 4;
  const starts = (await take(loader, Math.ceil((epochs * windows) / batchSize)))
    .flatMap(rowsOf)
    .map(([start = -1]) => start);
  const seen = Array.from({ length: epochs }, (_, epoch) =>
    starts.slice(epoch * windows, (epoch + 1) * windows),
  );
  const shifts = seen.map((epoch) => Math.min(...epoch));
  seen.forEach((epoch, i) => {
    const expected = Array.from({ length: windows }, (_, index) => (shifts[i] ?? 0) + index * contextLength);
    expect([...epoch].sort((x, y) => x - y)).toEqual(expected);
    expect(Math.max(...epoch) + contextLength).toBeLessThan(length);
    expect(shifts[i]).toBeLessThan(contextLength);
  });
  if (contextLength > 7 && windows > 1) expect(new Set(shifts).size).toBeGreaterThan(1);
  if (windows > 8) expect(new Set(seen.map((epoch) => epoch.join())).size).toBe(epochs);
});

describe('errors', () => {
  const make = (options: { length?: number; contextLength?: number; batchSize?: number }) =>
    randomWindows({
      source: source(options.length ?? 100),
      contextLength: options.contextLength ?? 8,
      batchSize: options.batchSize ?? 4,
      seed: 1,
    });

  test('a text shorter than one context', async () => {
    expect(await craftErrorOf(() => make({ length: 8 }))).toMatchInlineSnapshot(`
      "data.too-short
      loader: expected at least 9 tokens but received 8
      Use a longer text or a shorter model.contextLength."
    `);
  });

  test('sizes that are none', async () => {
    expect(await craftErrorOf(() => make({ batchSize: 0 }))).toMatchInlineSnapshot(`
      "data.loader-options
      loader: expected a whole batchSize above 0 but received 0"
    `);
    expect(await craftErrorOf(() => make({ contextLength: 1.5 }))).toMatchInlineSnapshot(`
      "data.loader-options
      loader: expected a whole contextLength above 0 but received 1.5"
    `);
  });

  test('the state of another loader', async () => {
    const shuffled = randomWindows({
      source: source(100),
      contextLength: 8,
      batchSize: 4,
      seed: 1,
      order: 'shuffled',
    });
    expect(await craftErrorOf(() => make({}).load(shuffled.state()))).toMatchInlineSnapshot(`
      "data.loader-state
      loader: expected a state of randomWindows:random but received {"kind":"randomWindows:shuffled","cursor":0}
      Resume with the data settings that the state was saved with."
    `);
    for (const cursor of [-1, 0.5, NaN, Infinity]) {
      expect(await craftErrorOf(() => make({}).load({ kind: 'randomWindows:random', cursor }))).toContain(
        'data.loader-state',
      );
    }
  });
});
