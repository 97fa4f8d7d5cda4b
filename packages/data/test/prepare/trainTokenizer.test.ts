import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  openDataset,
  prepareDataset,
  randomWindows,
  tale,
  trainTokenizer,
  type DatasetConfig,
  type PrepareProgress,
} from '../../src/index.ts';
import { craftErrorOf } from '../helpers/craftErrorOf.ts';
import { temporaryFolder } from '../helpers/temporaryFolder.ts';

const text = Array.from({ length: 8000 }, (_, index) => tale(3, index).text).join('\n');

function corpus(tokenizer: object = {}): { folder: string; config: DatasetConfig } {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'text.txt'), text);
  return {
    folder,
    config: {
      data: { type: 'text', path: join(folder, 'text.txt') },
      tokenizer: { type: 'bpe', vocabSize: 500, ...tokenizer },
    },
  };
}

/** Much faster than `toEqual` on a million ids. */
const same = (a: Int32Array, b: Int32Array): boolean =>
  a.length === b.length && a.every((id, index) => id === b[index]);

test.each(['line', 'document'])('any number of workers trains the same, by %s', async (sequence) => {
  // Several messages for each worker.
  expect(text.length).toBeGreaterThan(4_000_000);
  const { folder, config } = corpus({ sequence });
  const files: string[] = [];
  const pieces = new Set<number>();
  for (const workers of [0, 1, 3]) {
    const out = join(folder, `out-${workers}`);
    const trained = await trainTokenizer(config, { folder: out, workers });
    expect(trained.file).toBe(join(out, 'tokenizer.json'));
    expect(readdirSync(out)).toEqual(['tokenizer.json']);
    files.push(readFileSync(join(out, 'tokenizer.json'), 'utf8'));
    pieces.add(trained.pieces);
  }
  expect(new Set(files).size).toBe(1);
  expect(pieces.size).toBe(1);
});

test('says how far it is, and stops when it is told to', async () => {
  const { folder, config } = corpus();
  const seen: PrepareProgress[] = [];
  await trainTokenizer(config, { onProgress: (progress) => seen.push(progress) });
  const scans = seen.filter(({ stage }) => stage === 'scan');
  expect(scans.at(-1)?.done).toBe(scans.at(-1)?.total);
  expect(seen.at(-1)).toMatchObject({ stage: 'train', total: 500, unit: 'tokens' });

  const stop = new AbortController();
  const out = join(folder, 'out');
  const stopped = trainTokenizer(config, {
    folder: out,
    signal: stop.signal,
    onProgress: ({ stage }) => stage === 'train' && stop.abort(new Error('enough')),
  });
  await expect(stopped).rejects.toThrow('enough');
  expect(readdirSync(out)).toEqual([]);
});

test('what it cannot do', async () => {
  const { folder, config } = corpus();
  writeFileSync(join(folder, 'file'), '');
  mkdirSync(join(folder, 'texts'));
  for (const [changed, out] of [
    [{ ...config, tokenizer: { type: 'byte' } }, 'out'],
    [{ ...config, tokenizer: { type: 'bpe', vocabSize: 255 } }, 'out'],
    [{ ...config, tokenizer: { type: 'bpe', vocabSize: 257, specialTokens: ['<a>', '<b>'] } }, 'out'],
    [{ ...config, tokenizer: { type: 'bpe', specialTokens: ['<a>', '<a>'] } }, 'out'],
    [config, 'file'],
  ] as const)
    expect(
      await craftErrorOf(() => trainTokenizer(changed, { folder: join(folder, out) }), folder),
    ).toMatchSnapshot();
  expect(existsSync(join(folder, 'out'))).toBe(false);
});

test('a dataset is prepared with the tokenizer that its text trains, or with one from a file', async () => {
  const { folder, config } = corpus({ specialTokens: ['<|endoftext|>'] });
  const cacheDir = join(folder, 'cache');
  const trained = await prepareDataset(config, { cacheDir });
  const out = join(folder, 'out');
  const { tokenizer } = await trainTokenizer(config, { folder: out });
  expect(trained.tokenizer.hash).toBe(tokenizer.hash);

  const fromFile = { ...config, tokenizer: { type: 'file', path: out } };
  const dataset = await prepareDataset(fromFile, { cacheDir });
  expect(dataset.fingerprint).not.toBe(trained.fingerprint);
  for (const split of ['train', 'val'] as const) {
    const ids = dataset.split(split).read(0, dataset.split(split).length);
    expect(same(ids, trained.split(split).read(0, trained.split(split).length))).toBe(true);
    const from = split === 'train' ? 0 : dataset.manifest.splits.train.characters;
    const part = text.slice(from, from + dataset.manifest.splits[split].characters);
    expect(dataset.tokenizer.decode(ids) === part).toBe(true);
    // One text, one encoding: where the text was cut for reading does not show.
    expect(same(ids, tokenizer.encode(part))).toBe(true);
  }
  const loader = randomWindows({ source: dataset.split('train'), contextLength: 16, batchSize: 2, seed: 1 });
  expect((await loader.next())?.inputs.length).toBe(32);
  expect((await openDataset(dataset.dir)).tokenizer.type).toBe('bpe');

  // Another tokenizer in the same place is another dataset.
  await trainTokenizer({ ...config, tokenizer: { type: 'bpe', vocabSize: 300 } }, { folder: out });
  expect((await prepareDataset(fromFile, { cacheDir })).fingerprint).not.toBe(dataset.fingerprint);
});

test('the text of a special token in a corpus', async () => {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, 'text.txt'),
    `${'So it was. '.repeat(50)}<|endoftext|> ${'And so on. '.repeat(50)}`,
  );
  const config = (specialText: string): DatasetConfig => ({
    data: { type: 'text', path: join(folder, 'text.txt') },
    tokenizer: { type: 'bpe', vocabSize: 300, specialTokens: ['<|endoftext|>'], specialText },
  });
  const cacheDir = join(folder, 'cache');
  expect(await craftErrorOf(() => prepareDataset(config('error'), { cacheDir }), folder))
    .toMatchInlineSnapshot(`
    "data.special-text
    <folder>/text.txt: bpe tokenizer: expected text but received the special token <|endoftext|> at character 550
    Set tokenizer.specialText to text to encode it like any other text, or to token to make it the token."
  `);
  const count = async (specialText: string): Promise<number> => {
    const source = (await prepareDataset(config(specialText), { cacheDir })).split('train');
    return source.read(0, source.length).filter((id) => id === 0).length;
  };
  expect(await count('text')).toBe(0);
  expect(await count('token')).toBe(1);
});
