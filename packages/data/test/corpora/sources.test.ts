import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  csvColumn,
  huggingFaceFolder,
  jsonLines,
  parquetColumn,
  prepareDataset,
  syntheticTask,
  syntheticTasks,
  textFiles,
  type TextCorpus,
} from '../../src/index.ts';
import { lines } from '../../src/corpora/lines.ts';
import { craftErrorOf } from '../helpers/craftErrorOf.ts';
import { temporaryFolder } from '../helpers/temporaryFolder.ts';

// Made by tools/reference/sources.py with Python's own compressors and pyarrow.
const fixtures = fileURLToPath(new URL('../fixtures/sources', import.meta.url));

/** All documents of a corpus, and its files. */
async function read(corpus: TextCorpus): Promise<{ documents: string[]; files: string[]; size: number }> {
  const open = await corpus.open();
  const documents: string[] = [];
  const files: string[] = [];
  let text = '';
  let size = 0;
  for await (const chunk of open.chunks()) {
    text += chunk.text;
    size += chunk.size;
    const file = chunk.end?.file ?? chunk.file;
    if (file) files.push(`${file.path} ${file.bytes} ${file.sha256.slice(0, 4)}`);
    if (!chunk.end) continue;
    documents.push(text);
    text = '';
  }
  expect(text).toBe('');
  expect(size).toBe(open.size);
  return { documents, files, size };
}

function write(content: string | Uint8Array, name: string): { folder: string; path: string } {
  const folder = temporaryFolder();
  writeFileSync(join(folder, name), content);
  return { folder, path: join(folder, name) };
}

describe('compressed files', () => {
  const text = gunzipSync(readFileSync(join(fixtures, 'text.txt.gz'))).toString();

  test.each(['gz', 'bz2', 'zst'])('%s, of two streams', async (ending) => {
    expect(text.length).toBeGreaterThan(19_000);
    const { documents, files } = await read(textFiles({ path: join(fixtures, `text.txt.${ending}`) }));
    expect(documents).toEqual([text]);
    expect(files).toHaveLength(1);
  });

  test('are found in folders, and known by their bytes, not their names', async () => {
    const folder = temporaryFolder();
    for (const ending of ['gz', 'bz2', 'zst'])
      copyFileSync(join(fixtures, `text.txt.${ending}`), join(folder, `${ending}.txt`));
    copyFileSync(join(fixtures, 'text.txt.gz'), join(folder, 'z.txt.gz'));
    expect((await read(textFiles({ path: folder }))).documents).toEqual([text, text, text, text]);
  });

  test.each(['gz', 'bz2', 'zst'])('%s, torn anywhere, is one clear error', async (ending) => {
    const whole = readFileSync(join(fixtures, `text.txt.${ending}`));
    for (let cut = 1; cut < 20; cut++) {
      const { path, folder } = write(whole.subarray(0, Math.floor((cut * whole.length) / 20)), 'torn');
      expect(await craftErrorOf(() => read(textFiles({ path })), folder), `cut ${cut}`).toMatch(
        /^data\.(damaged-archive|not-text)\n<folder>\/torn: expected/,
      );
    }
    const { path, folder } = write(whole.subarray(0, whole.length - 5), 'torn');
    expect(await craftErrorOf(() => read(textFiles({ path })), folder)).toMatchSnapshot();
  });

  test.each(['gz', 'bz2'])('%s, with a flipped bit, is one clear error', async (ending) => {
    const bytes = readFileSync(join(fixtures, `text.txt.${ending}`));
    const middle = Math.floor(bytes.length / 4);
    bytes[middle] = (bytes[middle] ?? 0) ^ 0x10;
    const { path, folder } = write(bytes, 'flipped');
    expect(await craftErrorOf(() => read(textFiles({ path })), folder)).toMatch(
      /^data\.(damaged-archive|not-text)\n<folder>\/flipped: expected/,
    );
  });

  test('a bomb is read piece by piece, and refused where it is no text', async () => {
    const { path, folder } = write(gzipSync(new Uint8Array(200 * 2 ** 20)), 'bomb.txt');
    expect(await craftErrorOf(() => read(textFiles({ path })), folder)).toContain(
      'received a NUL byte at byte 0',
    );
  });
});

describe('JSON Lines', () => {
  test('each line a document', async () => {
    const content =
      '\ufeff{"text":"one\\n","id":1}\r\n\n{"id":2,"text":"two 🙂"}\n{"text":""}\n{"text":"last"}';
    const { path } = write(content, 'my.jsonl');
    expect((await read(jsonLines({ path, field: 'text' }))).documents).toEqual([
      'one\n',
      'two 🙂\n',
      'last\n',
    ]);
    const { path: zipped } = write(gzipSync(content), 'my.jsonl.gz');
    expect((await read(jsonLines({ path: zipped, field: 'text' }))).documents).toHaveLength(3);
  });

  test.each([
    ['a torn line', '{"text":"one"}\n{"text":"tw'],
    ['no such field', '{"text":"one"}\n{"title":"b","body":"c"}\n'],
    ['a field that is no text', '{"text":["one"]}\n'],
    ['no object', '"one"\n'],
    ['nothing but empty lines', '\n\n\n'],
    ['a field of all objects', '{"a":1}\n'],
  ])('%s', async (_, content) => {
    const { path, folder } = write(content, 'my.jsonl');
    const field = content.includes('"a"') ? 'toString' : 'text';
    expect(await craftErrorOf(() => read(jsonLines({ path, field })), folder)).toMatchSnapshot();
  });

  test('a line without end', async () => {
    const parts = async function* (): AsyncGenerator<string> {
      yield 'short\n';
      for (;;) yield 'x'.repeat(1000);
    };
    const all = async (): Promise<void> => {
      for await (const line of lines(parts(), 'my.jsonl', 100_000)) expect(line.text).toBe('short');
    };
    expect(await craftErrorOf(all)).toMatchInlineSnapshot(`
      "data.long-line
      my.jsonl: expected lines of at most 100,000 characters but line 2 goes on beyond that
      Is it the right kind of file? A text is data.type=text."
    `);
  });
});

describe('CSV', () => {
  test('quotes, separators and line breaks inside them', async () => {
    const { path } = write(
      'id,text\r\n1,plain\r\n2,"with ""quotes"", and\nlines"\r\n\r\n3,""\r\n4,"ends here"',
      'my.csv',
    );
    expect((await read(csvColumn({ path, field: 'text', separator: ',' }))).documents).toEqual([
      'plain\n',
      'with "quotes", and\nlines\n',
      'ends here\n',
    ]);
    const { path: tabs } = write('text\tid\none, two\t1\n', 'my.tsv');
    expect((await read(csvColumn({ path: tabs, field: 'text', separator: '\t' }))).documents).toEqual([
      'one, two\n',
    ]);
  });

  test('any text survives being written and read', async () => {
    const documents = ['a', '"', '""', ',', '\n', 'x\n"y",\n\nz', ' spaced ', "it's", '🙂,"'].map(
      (text) => `${text}|`,
    );
    const rows = documents.map((text, index) => `${index},"${text.replaceAll('"', '""')}"\n`);
    const { path } = write(`id,text\n${rows.join('')}`, 'my.csv');
    expect((await read(csvColumn({ path, field: 'text', separator: ',' }))).documents).toEqual(
      documents.map((text) => `${text}\n`),
    );
  });

  test.each([
    ['no such column', 'id,body\n1,a\n'],
    ['a row that is too short', 'id,text\n1,a\n2\n'],
    ['a quote that is never closed', 'id,text\n1,a\n2,"b\nc\n'],
    ['text behind a quote', 'id,text\n1,"a\nb"c\n'],
  ])('%s', async (_, content) => {
    const { path, folder } = write(content, 'my.csv');
    expect(
      await craftErrorOf(() => read(csvColumn({ path, field: 'text', separator: ',' })), folder),
    ).toMatchSnapshot();
  });
});

describe('parquet', () => {
  test.each(['snappy', 'zstd', 'gzip', 'none'])('%s, in several row groups', async (compression) => {
    const path = join(fixtures, `rows-${compression}.parquet`);
    expect((await read(parquetColumn({ path, field: 'text' }))).documents).toEqual(
      Array.from({ length: 25 }, (_, index) => `Document ${index} — été\nsecond line\n`),
    );
  });

  test('what is none', async () => {
    const whole = readFileSync(join(fixtures, 'rows-none.parquet'));
    const damaged = Uint8Array.from(whole);
    damaged.fill(0xff, 4, 400);
    for (const [content, field] of [
      [whole, 'title'],
      [whole, 'id'],
      [whole.subarray(0, 600), 'text'],
      [Buffer.from('text,id\n'), 'text'],
    ] as const) {
      const { path, folder } = write(content, 'my.parquet');
      expect(await craftErrorOf(() => read(parquetColumn({ path, field })), folder)).toMatchSnapshot();
    }
    const { path } = write(damaged, 'my.parquet');
    expect(await craftErrorOf(() => read(parquetColumn({ path, field: 'text' })))).toMatch(
      /^data\.not-parquet\n/,
    );
  });
});

describe('a folder of Hugging Face’s hub', () => {
  test('the files of a split', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'dataset_infos.json'), '{}');
    writeFileSync(join(folder, 'README.md'), '# A card');
    cpSync(join(fixtures, 'rows-snappy.parquet'), join(folder, 'data', 'train-00000-of-00002.parquet'));
    cpSync(join(fixtures, 'rows-zstd.parquet'), join(folder, 'data', 'train-00001-of-00002.parquet'));
    cpSync(join(fixtures, 'rows-none.parquet'), join(folder, 'data', 'validation-00000-of-00001.parquet'));
    const count = async (split: string): Promise<number> =>
      (await read(huggingFaceFolder({ path: folder, split, field: 'text' }))).documents.length;
    expect(await count('train')).toBe(50);
    expect(await count('validation')).toBe(25);
    expect(await craftErrorOf(() => count('test'), folder)).toMatchSnapshot();
  });

  test('JSON Lines without splits, Arrow, nothing', async () => {
    const folder = temporaryFolder();
    const open = (path: string): TextCorpus => huggingFaceFolder({ path, split: 'train', field: 'text' });
    expect(await craftErrorOf(() => read(open(join(folder, 'missing'))), folder)).toContain(
      'data.missing-file',
    );
    expect(await craftErrorOf(() => read(open(folder)), folder)).toMatchSnapshot();
    writeFileSync(join(folder, 'data-00000-of-00001.arrow'), 'ARROW1');
    expect(await craftErrorOf(() => read(open(folder)), folder)).toContain('to_parquet');
    writeFileSync(join(folder, 'all.jsonl'), '{"text":"one"}\n');
    expect((await read(open(folder))).documents).toEqual(['one\n']);
  });
});

describe('synthetic tasks', () => {
  const options = { task: 'copy', examples: 300, length: 6, modulus: 7, seed: 3 } as const;

  test.each(syntheticTasks)('%s: every answer is right', async (task) => {
    const open = await syntheticTask({ ...options, task }).open();
    const seen = new Set<string>();
    for await (const { text } of open.chunks()) {
      const [question = '', answer = ''] = text.trimEnd().split(/[>=]/);
      const [a, b] = question.split('+').map(Number);
      const sum = (a ?? 0) + (b ?? 0);
      const right = {
        copy: question,
        sort: [...question].sort().join(''),
        addition: String(sum),
        modular: String(sum % 7),
      };
      expect(answer).toBe(right[task]);
      expect(question).toMatch(/^([a-z]{1,6}|\d{1,6}\+\d{1,6})$/);
      seen.add(question);
    }
    expect(seen.size).toBeGreaterThan(task === 'modular' ? 45 : 200);
  });

  test('are prepared like any text, the same for the same seed', async () => {
    const prepare = async (seed: number) =>
      prepareDataset(
        {
          data: { type: 'synthetic', task: 'addition', examples: 300, seed },
          tokenizer: { type: 'character' },
        },
        { cacheDir: temporaryFolder() },
      );
    const [one, same, other] = [await prepare(1), await prepare(1), await prepare(2)];
    expect(same.fingerprint).toBe(one.fingerprint);
    expect(other.fingerprint).not.toBe(one.fingerprint);
    expect(one.manifest.source.documents).toBe(300);
    expect(one.tokenizer.vocabSize).toBe(13);
  });
});

test('documents reach the shards whole, with their files in the manifest', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'my.jsonl');
  const rows = Array.from({ length: 40 }, (_, index) =>
    JSON.stringify({ text: `document ${index} `.repeat(3) }),
  );
  writeFileSync(path, rows.join('\n'));
  const dataset = await prepareDataset(
    { data: { type: 'jsonl', path }, tokenizer: { type: 'byte' } },
    { cacheDir: join(folder, 'cache') },
  );
  const { source, splits } = dataset.manifest;
  expect(source.documents).toBe(40);
  expect(source.files).toMatchObject([{ path, bytes: rows.join('\n').length }]);
  expect(splits.train.documents + splits.val.documents).toBe(40);
  const val = dataset.split('val');
  expect(dataset.tokenizer.decode(val.read(0, val.length))).toMatch(/^document \d+ /);
  expect(readdirSync(join(folder, 'cache')).some((name) => name.includes('tmp'))).toBe(false);
});
