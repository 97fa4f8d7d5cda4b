import { expect, test } from 'vitest';
import { tale, talesCorpus, talesEntropy } from '../../src/index.ts';

test('whole stories, as many as it takes', async () => {
  const corpus = talesCorpus({ characters: 5_000, seed: 4 });
  expect(corpus).toMatchObject({
    type: 'tales',
    splitsAt: 'document',
    entropy: talesEntropy().natsPerCharacter,
  });
  let text = '';
  let index = 0;
  for await (const chunk of (await corpus.open()).chunks()) {
    expect(text.length).toBeLessThan(5_000);
    const expected = tale(4, index++);
    expect(chunk.text).toBe(expected.text);
    expect(chunk.end?.nats).toBe(expected.nats);
    text += chunk.text;
  }
  expect(text.length).toBeGreaterThanOrEqual(5_000);
});

test('a stamp for each setting', async () => {
  const stamp = async (characters: number, seed: number) =>
    (await talesCorpus({ characters, seed }).open()).stamp;
  expect(await stamp(100, 1)).toBe(await stamp(100, 1));
  expect(await stamp(101, 1)).not.toBe(await stamp(100, 1));
  expect(await stamp(100, 2)).not.toBe(await stamp(100, 1));
});
