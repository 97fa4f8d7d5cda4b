import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  datasetCard,
  openDataset,
  prepareDataset,
  scoreTales,
  talesEntropy,
  type PrepareOptions,
  type PrepareProgress,
  type TextCorpus,
} from '../../src/index.ts';
import { craftErrorOf } from '../helpers/craftErrorOf.ts';
import { testWithData } from '../helpers/sharedData.ts';
import { temporaryFolder } from '../helpers/temporaryFolder.ts';

const tokenizer = { type: 'character' };
const lines = Array.from({ length: 200 }, (_, index) => `Line ${index} of a small text.\n`).join('');

/** A text file, an empty cache, and a way to prepare the one into the other. */
function bench(text: string | Uint8Array = lines) {
  const folder = temporaryFolder();
  const path = join(folder, 'text.txt');
  const cacheDir = join(folder, 'cache');
  writeFileSync(path, text);
  const progress: PrepareProgress[] = [];
  const prepare = (data: Record<string, unknown> = {}, options: Partial<PrepareOptions> = {}) =>
    prepareDataset(
      { data: { type: 'text', path, ...data }, tokenizer },
      { cacheDir, onProgress: (each) => progress.push(each), ...options },
    );
  /** Lets the file look as if it had been there for an hour, so that its stamp is relied on. */
  const settle = (): void => {
    const hourAgo = new Date(Date.now() - 3_600_000);
    utimesSync(path, hourAgo, hourAgo);
  };
  const stages = (): string[] => [...new Set(progress.splice(0).map(({ stage }) => stage))];
  return { folder, path, cacheDir, prepare, settle, progress, stages };
}

describe('a text file', () => {
  testWithData('gives what nanoGPT makes of it', 'tinyshakespeare.txt', async (path) => {
    const text = readFileSync(path, 'utf8');
    const dataset = await prepareDataset(
      { data: { type: 'text', path }, tokenizer },
      { cacheDir: temporaryFolder(), contextLength: 256 },
    );
    expect(dataset.tokenizer.vocabSize).toBe(65);
    expect(dataset.split('train').length).toBe(1_003_854);
    expect(dataset.split('val').length).toBe(111_540);
    expect(dataset.entropy).toBeUndefined();
    const decode = (name: 'train' | 'val'): string => {
      const split = dataset.split(name);
      return dataset.tokenizer.decode(split.read(0, split.length));
    };
    expect(decode('train') + decode('val') === text).toBe(true);
    // The first tokens that nanoGPT's prepare.py writes: "First Citizen:".
    expect([...dataset.split('train').read(0, 14)]).toEqual([
      18, 47, 56, 57, 58, 1, 15, 47, 58, 47, 64, 43, 52, 10,
    ]);
    expect(dataset.manifest.source).toMatchObject({
      type: 'text',
      characters: 1_115_394,
      documents: 1,
      files: [{ path, bytes: 1_115_394 }],
    });
    expect(dataset.manifest.source.files?.[0]?.sha256).toMatch(/^86c4e6aa9db7/);
    await dataset.verify();
  });

  test('a card of it', async () => {
    const { prepare, folder } = bench();
    const card = datasetCard(await prepare({ splits: { train: 0.8, val: 0.1, test: 0.1 } }));
    const text = JSON.stringify(card, null, 2)
      .replaceAll(folder, '<folder>')
      .replaceAll(/"modified": [\d.]+/g, '"modified": 0');
    expect(text).toMatchSnapshot();
  });

  test('CRLF, a byte order mark and characters beyond U+FFFF', async () => {
    const { prepare } = bench(`\uFEFF${'😀 Grüße\r\n'.repeat(100)}`);
    const dataset = await prepare();
    expect(dataset.manifest.source.characters).toBe(800);
    expect(dataset.split('train').length).toBe(720);
    const [train, val] = (['train', 'val'] as const)
      .map((name) => dataset.split(name))
      .map((split) => dataset.tokenizer.decode(split.read(0, split.length)));
    expect(`${train}${val}`).toBe('😀 Grüße\n'.repeat(100));
  });

  test('several files: document ends stand in the index of their split', async () => {
    const { folder, prepare } = bench();
    const paths = ['one', 'two', 'three'].map((name, index) => {
      const path = join(folder, `${name}.txt`);
      writeFileSync(path, 'x'.repeat(10 * (index + 1) - 1));
      return path;
    });
    const dataset = await prepare({ path: paths, splits: { train: 0.5, val: 0.25, test: 0.25 } });
    // 10 + 20 + 29 characters, cut at 29 and 44.
    const ends = (name: string): number[] => {
      const file = readFileSync(join(dataset.dir, `${name}.idx`));
      return Array.from({ length: file.length / 8 }, (_, index) => Number(file.readBigUInt64LE(index * 8)));
    };
    expect(dataset.manifest.source.documents).toBe(3);
    expect(ends('train')).toEqual([10, 29]);
    expect(ends('val')).toEqual([1, 15]);
    expect(ends('test')).toEqual([15]);
  });

  test('shards of limited size hold the same tokens', async () => {
    const { prepare, folder } = bench();
    const whole = await prepare();
    const cut = await prepare({}, { cacheDir: join(folder, 'other'), maxShardTokens: 1_000 });
    expect(cut.manifest.splits.train.shards.length).toBeGreaterThan(3);
    const { length } = whole.split('train');
    expect(cut.split('train').length).toBe(length);
    expect(cut.split('train').read(0, length)).toEqual(whole.split('train').read(0, length));
    await cut.verify();
    cut.close();
  });
});

describe('tales', () => {
  const data = { type: 'tales', characters: 100_000, seed: 5 };

  test('carry their exact entropy, and that of each split', async () => {
    const dataset = await prepareDataset(
      { data, tokenizer },
      { cacheDir: temporaryFolder(), contextLength: 128 },
    );
    expect(dataset.entropy).toBe(talesEntropy().natsPerCharacter);
    for (const name of ['train', 'val'] as const) {
      const split = dataset.split(name);
      const text = dataset.tokenizer.decode(split.read(0, split.length));
      // Whole stories: no split begins inside one.
      const score = scoreTales(text);
      expect(score.characters).toBe(text.length);
      expect(score.tales).toBe(dataset.manifest.splits[name].documents);
      expect(dataset.splitEntropy(name)).toBeCloseTo(score.nats / text.length, 10);
    }
    expect(dataset.splitEntropy('test')).toBeUndefined();
    const { train, val } = dataset.manifest.splits;
    expect(train.characters / (train.characters + val.characters)).toBeCloseTo(0.9, 1);
    expect(datasetCard(dataset)).toMatchObject({
      entropy: dataset.entropy,
      splits: { val: { entropy: dataset.splitEntropy('val') } },
    });
  });

  test('are the same bytes in any folder', async () => {
    const shaOf = async () => {
      const { manifest } = await prepareDataset({ data, tokenizer }, { cacheDir: temporaryFolder() });
      return [
        manifest.fingerprint,
        manifest.splits.train.shards[0]?.sha256,
        manifest.splits.val.shards[0]?.sha256,
      ];
    };
    expect(await shaOf()).toEqual(await shaOf());
  });
});

describe('the cache', () => {
  test('is found without reading the text when the file did not change', async () => {
    const { prepare, settle, stages } = bench();
    settle();
    const first = await prepare();
    expect(stages()).toEqual(['scan', 'write']);
    const second = await prepare();
    expect(stages()).toEqual([]);
    expect(second.manifest).toEqual(first.manifest);
    expect(second.dir).toBe(first.dir);
  });

  test('is found by its content when the file was touched, moved or copied', async () => {
    const { prepare, path, folder, settle, stages } = bench();
    const first = await prepare();
    stages();
    settle();
    expect((await prepare()).dir).toBe(first.dir);
    expect(stages()).toEqual(['scan']);
    const copy = join(folder, 'copy.txt');
    writeFileSync(copy, readFileSync(path));
    expect((await prepare({ path: copy })).dir).toBe(first.dir);
    expect(stages()).toEqual(['scan']);
  });

  test('is shared by files of the same text, and each names its own', async () => {
    const { prepare, path, folder, settle } = bench();
    const first = await prepare();
    const copy = join(folder, 'copy.txt');
    // With a byte order mark it is another file with the same text.
    writeFileSync(copy, `\uFEFF${lines}`);
    const hourAgo = new Date(Date.now() - 3_600_000);
    utimesSync(copy, hourAgo, hourAgo);
    settle();
    const sourceOf = async (which: string) => {
      const { manifest, fingerprint } = await prepare({ path: which });
      expect(fingerprint).toBe(first.fingerprint);
      return manifest.source;
    };
    // Found by its content, and then by its stamp.
    for (let time = 0; time < 2; time++) {
      for (const which of [copy, path]) {
        const sha256 = createHash('sha256').update(readFileSync(which)).digest('hex');
        expect(await sourceOf(which)).toMatchObject({
          settings: { path: which },
          files: [{ path: which, bytes: readFileSync(which).length, sha256 }],
          sha256: first.manifest.source.sha256,
        });
      }
    }
  });

  test('is found where nothing can be written to it', async () => {
    const { prepare, settle, cacheDir, stages } = bench();
    const first = await prepare();
    settle();
    stages();
    writeFileSync(join(cacheDir, 'stamps'), 'a file in the way');
    expect((await prepare()).dir).toBe(first.dir);
    expect(stages()).toEqual(['scan']);
  });

  test('is another for another text, other splits and another order of files', async () => {
    const { prepare, path, folder } = bench();
    const other = join(folder, 'other.txt');
    writeFileSync(other, 'Another text, long enough.\n');
    const fingerprints = [
      await prepare(),
      await prepare({ splits: { train: 0.8, val: 0.2 } }),
      await prepare({ path: other }),
      await prepare({ path: [path, other] }),
      await prepare({ path: [other, path] }),
    ].map(({ fingerprint }) => fingerprint);
    appendFileSync(path, 'one more line\n');
    fingerprints.push((await prepare()).fingerprint);
    expect(new Set(fingerprints).size).toBe(6);
    fingerprints.forEach((fingerprint) => expect(fingerprint).toMatch(/^[0-9a-f]{32}$/));
  });

  test('document boundaries count: one file, or two with the same text', async () => {
    const { prepare, folder } = bench('first\nsecond\n');
    writeFileSync(join(folder, 'a.txt'), 'first\n');
    writeFileSync(join(folder, 'b.txt'), 'second\n');
    const one = await prepare();
    const two = await prepare({ path: [join(folder, 'a.txt'), join(folder, 'b.txt')] });
    expect(two.fingerprint).not.toBe(one.fingerprint);
  });

  const damages: [string, (dir: string) => void][] = [
    ['a cut-off shard', (dir) => truncateSync(join(dir, 'train.bin'), 1_500)],
    ['a shard with an odd byte', (dir) => appendFileSync(join(dir, 'train.bin'), 'x')],
    ['a missing shard', (dir) => rmSync(join(dir, 'val.bin'))],
    ['a missing index', (dir) => rmSync(join(dir, 'val.idx'))],
    ['a wrong magic number', (dir) => patch(join(dir, 'train.bin'), 0, 1)],
    ['a wrong count', (dir) => patch(join(dir, 'train.bin'), 8, 5)],
    ['an id beyond the vocabulary', (dir) => patch(join(dir, 'train.bin'), 1024, 0xffff)],
    ['a flipped bit', (dir) => patch(join(dir, 'val.bin'), 1024, 0)],
    ['a torn manifest', (dir) => truncateSync(join(dir, 'manifest.json'), 100)],
    [
      'a manifest of another format',
      (dir) => replace(join(dir, 'manifest.json'), '"version": 1', '"version": 2'),
    ],
    [
      'a manifest that points elsewhere',
      (dir) => replace(join(dir, 'manifest.json'), '"train.bin"', '"../train.bin"'),
    ],
    [
      'a manifest with another count',
      (dir) => replace(join(dir, 'manifest.json'), /"tokens": \d+,(\s+)"index"/, '"tokens": 3,$1"index"'),
    ],
    [
      'a manifest whose shards do not add up',
      (dir) =>
        replace(join(dir, 'manifest.json'), /"tokens": \d+,(\s+)"documents"/, '"tokens": 3,$1"documents"'),
    ],
    ['another tokenizer', (dir) => replace(join(dir, 'tokenizer.json'), '"L"', '"M"')],
    ['a torn tokenizer', (dir) => truncateSync(join(dir, 'tokenizer.json'), 10)],
    ['no tokenizer', (dir) => rmSync(join(dir, 'tokenizer.json'))],
  ];
  function patch(path: string, offset: number, value: number): void {
    const file = readFileSync(path);
    file.writeUInt16LE(value, offset);
    writeFileSync(path, file);
  }
  function replace(path: string, what: string | RegExp, by: string): void {
    const text = readFileSync(path, 'utf8');
    const changed = text.replace(what, by);
    expect(changed).not.toBe(text);
    writeFileSync(path, changed);
  }

  test.each(damages)('with %s is made again, and says so', async (_, damage) => {
    const { prepare, settle, progress, folder } = bench();
    settle();
    const first = await prepare();
    const sha256 = first.manifest.splits.train.shards[0]?.sha256;
    damage(first.dir);
    progress.length = 0;
    const again = await prepare();
    await again.verify();
    expect(again.manifest.splits.train.shards[0]?.sha256).toBe(sha256);
    const message = progress.find(({ stage }) => stage === 'repair')?.message;
    const hidden = message?.replaceAll(folder, '<folder>').replaceAll(/[0-9a-f]{32,64}/g, '<hash>');
    expect(hidden).toMatchSnapshot();
    progress.length = 0;
    expect((await prepare()).dir).toBe(first.dir);
    expect(progress).toEqual([]);
  });

  test.each(damages)('opened as it is, with %s, is one clear error', async (_, damage) => {
    const { prepare, folder } = bench();
    const { dir } = await prepare();
    damage(dir);
    const read = async () => {
      const dataset = await openDataset(dir);
      dataset.split('train');
      await dataset.verify();
    };
    const message = await craftErrorOf(read, folder);
    expect(message.replaceAll(/[0-9a-f]{32,64}/g, '<hash>')).toMatchSnapshot();
  });

  test('a file where its folder should be is replaced', async () => {
    const { prepare, cacheDir } = bench();
    const { dir } = await prepare();
    rmSync(dir, { recursive: true });
    writeFileSync(dir, 'in the way');
    expect((await prepare()).dir).toBe(dir);
    expect(readdirSync(cacheDir).sort()).toEqual([dir.slice(cacheDir.length + 1)]);
  });

  test('holds nothing but datasets and stamps afterwards', async () => {
    const { prepare, cacheDir, settle } = bench();
    settle();
    const { fingerprint } = await prepare();
    expect(readdirSync(cacheDir).sort()).toEqual([fingerprint, 'stamps'].sort());
    expect(readdirSync(join(cacheDir, fingerprint)).sort()).toEqual([
      'manifest.json', 'test.bin', 'test.idx', 'tokenizer.json', 'train.bin', 'train.idx', 'val.bin', 'val.idx',
    ]); // prettier-ignore
  });
});

describe('progress', () => {
  test('goes from start to end of both passes', async () => {
    const text = 'A line of a longer text.\n'.repeat(200_000);
    const { prepare, progress } = bench(text);
    await prepare();
    for (const stage of ['scan', 'write'] as const) {
      const steps = progress.filter((each) => each.stage === stage);
      expect(steps.length).toBeGreaterThan(3);
      expect(steps.map(({ done }) => done)).toEqual(steps.map(({ done }) => done).sort((a, b) => a - b));
      expect(steps.at(-1)).toMatchObject({ done: text.length, total: text.length, unit: 'bytes' });
    }
  });

  test.each(['scan', 'write'] as const)(
    'stopped by a signal while it is at %s, nothing is left behind',
    async (stage) => {
      const { prepare, cacheDir } = bench('A line of a longer text.\n'.repeat(200_000));
      const controller = new AbortController();
      const onProgress = (progress: PrepareProgress): void => {
        if (progress.stage === stage) controller.abort(new Error('enough'));
      };
      await expect(prepare({}, { signal: controller.signal, onProgress })).rejects.toThrow('enough');
      expect(existsSync(cacheDir) ? readdirSync(cacheDir) : []).toEqual([]);
      expect((await prepare()).manifest.source.documents).toBe(1);
    },
  );
});

describe('a text that changes while it is prepared', () => {
  const text = 'A line of a longer text.\n'.repeat(120_000);
  const writeTail = (path: string, tail: string): void =>
    writeFileSync(path, text.slice(0, -tail.length) + tail);

  // The change comes while the first of three pieces is written, and is in the last.
  test.each([
    ['in a known character', (path: string) => writeTail(path, 'A line of a longer lext.\n')],
    ['in a new character', (path: string) => writeTail(path, '?\n')],
    ['by growing', (path: string) => appendFileSync(path, 'A line')],
    ['by shrinking', (path: string) => truncateSync(path, text.length - 100)],
  ])('%s is an error, and leaves nothing behind', async (_, change) => {
    const { prepare, path, cacheDir } = bench(text);
    let changes = 0;
    const onProgress = ({ stage }: PrepareProgress): void => {
      if (stage === 'write' && changes++ === 0) change(path);
    };
    expect(await craftErrorOf(() => prepare({}, { onProgress }))).toMatchSnapshot();
    expect(readdirSync(cacheDir)).toEqual([]);
  });
});

describe('errors', () => {
  test('a text shorter than one context names the split', async () => {
    const { prepare } = bench();
    expect(await craftErrorOf(() => prepare({}, { contextLength: 600 }))).toMatchInlineSnapshot(`
      "data.too-short
      data: expected at least 601 tokens in the split val (model.contextLength 600 + 1) but received 509 of the text's 5090
      Either shorten model.contextLength, or set data.splits.val to 0 or to a larger share than 0.1."
    `);
    expect(await craftErrorOf(() => prepare({}, { contextLength: 100_000 }))).toMatchInlineSnapshot(`
      "data.too-short
      data: expected at least 100001 tokens in the split train (model.contextLength 100000 + 1) but received 4581 of the text's 5090
      Either use a longer text or a much smaller model.contextLength."
    `);
    expect(
      await craftErrorOf(() =>
        prepare({ splits: { train: 0.98, val: 0.01, test: 0.01 } }, { contextLength: 64 }),
      ),
    ).toContain('in the split val');
    await prepare({ splits: { train: 1, val: 0 } }, { contextLength: 600 });
  });

  test('tales that are too few', async () => {
    const prepare = () =>
      prepareDataset(
        { data: { type: 'tales', characters: 1_000 }, tokenizer },
        { cacheDir: temporaryFolder(), contextLength: 64 },
      );
    expect(await craftErrorOf(prepare)).toMatchInlineSnapshot(`
      "data.too-short
      data: expected at least 65 tokens in the split val (model.contextLength 64 + 1) but received 0 of the text's 1391
      Either shorten model.contextLength, or set data.splits.val to 0 or to a larger share than 0.1, or raise data.characters."
    `);
  });

  test('a context that fits exactly', async () => {
    const { prepare } = bench('x'.repeat(100));
    await prepare({}, { contextLength: 9 });
    expect(await craftErrorOf(() => prepare({}, { contextLength: 10 }))).toContain(
      'at least 11 tokens in the split val',
    );
  });

  test('a split without tokens', async () => {
    const { prepare } = bench();
    expect(await craftErrorOf(async () => (await prepare()).split('test'))).toMatchInlineSnapshot(`
      "data.empty-split
      data: expected tokens in the split test but data.splits.test is 0
      Give it a share, such as data.splits.test=0.1, and take as much from another."
    `);
    const short = bench('abc');
    expect(
      await craftErrorOf(async () =>
        (await short.prepare({ splits: { train: 0.1, val: 0.9 } })).split('train'),
      ),
    ).toMatchInlineSnapshot(`
      "data.empty-split
      data: expected tokens in the split train but the text is too short to give it any
      Use a longer text, or give the split a larger share."
    `);
  });

  test('settings that do not fit', async () => {
    const { prepare } = bench();
    expect(await craftErrorOf(() => prepare({ type: 'texts' }))).toMatchInlineSnapshot(`
      "data.invalid-settings
      data.type: expected one of text, tales, jsonl, csv, parquet, huggingface, synthetic but received "texts""
    `);
    expect(await craftErrorOf(() => prepare({ split: 3, splits: { train: 2 } }))).toMatchInlineSnapshot(`
      "data.invalid-settings
      data.splits.train: expected a share from 0 to 1 but received 2; data.splits: expected shares that sum to 1 but received train 2 + val 0.1 + test 0 = 2.1; data.split: Invalid key: Expected never but received "split""
    `);
    expect(
      await craftErrorOf(() =>
        prepareDataset(
          { data: { type: 'tales' }, tokenizer: { type: 'words' } },
          { cacheDir: temporaryFolder() },
        ),
      ),
    ).toMatchInlineSnapshot(`
      "data.invalid-settings
      tokenizer.type: expected one of character, byte, bpe, file but received "words""
    `);
  });

  test('a folder that cannot be written to', async () => {
    const { prepare, folder } = bench();
    writeFileSync(join(folder, 'file'), '');
    expect(await craftErrorOf(() => prepare({}, { cacheDir: join(folder, 'file', 'cache') }), folder))
      .toMatchInlineSnapshot(`
      "data.cache-not-writable
      <folder>/file/cache: expected a folder that prepared data can be written to but received ENOTDIR
      Free some space, or choose a folder that you may write to."
    `);
  });

  test('a folder that holds no dataset', async () => {
    const folder = temporaryFolder();
    expect(await craftErrorOf(() => openDataset(join(folder, 'none')), folder)).toMatchInlineSnapshot(`
      "data.missing-dataset
      <folder>/none: expected a prepared dataset but found no manifest.json that can be read
      Prepare the data first: craft-cli data prepare."
    `);
  });

  test('a missing file leaves no cache behind', async () => {
    const { prepare, cacheDir, folder } = bench();
    expect(await craftErrorOf(() => prepare({ path: join(folder, 'missing.txt') }))).toContain(
      'data.missing-file',
    );
    expect(existsSync(cacheDir)).toBe(false);
  });
});

test('sources and tokenizers of other packages are components like our own', async () => {
  const { defineComponent } = await import('@craft/config');
  const v = await import('valibot');
  const { splitsSchema } = await import('../../src/prepare/splits.ts');
  const counting = defineComponent({
    kind: 'data',
    name: 'counting',
    description: 'Numbers, one to a line',
    schema: v.strictObject({ to: v.number(), splits: splitsSchema }),
    create: ({ to }): TextCorpus => ({
      type: 'counting',
      settings: { to },
      splitsAt: 'document',
      open: async () => ({
        size: to,
        unit: 'characters',
        skipped: [],
        stamp: `counting ${to}`,
        async *chunks() {
          for (let number = 0; number < to; number++) yield { text: `${number}\n`, size: 1, end: {} };
        },
      }),
    }),
  });
  const dataset = await prepareDataset(
    { data: { type: 'counting', to: 100 }, tokenizer },
    { cacheDir: temporaryFolder(), components: [counting] },
  );
  expect(dataset.manifest.source.documents).toBe(100);
  expect(dataset.tokenizer.decode(dataset.split('val').read(0, 6))).toBe('91\n92\n');
  expect(
    createHash('sha256')
      .update(readFileSync(join(dataset.dir, 'train.bin')))
      .digest('hex'),
  ).toBe(dataset.manifest.splits.train.shards[0]?.sha256);
});
