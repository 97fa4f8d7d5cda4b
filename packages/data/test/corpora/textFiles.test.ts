import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { textFiles, type TextChunk } from '../../src/index.ts';
import { craftErrorOf } from '../helpers/craftErrorOf.ts';
import { testWithData } from '../helpers/sharedData.ts';
import { temporaryFolder } from '../helpers/temporaryFolder.ts';

function folderOf(files: Record<string, string | Uint8Array>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** The documents of a corpus, as text. */
async function read(path: string | string[]): Promise<string[]> {
  const open = await textFiles({ path }).open();
  const documents: string[] = [];
  let text = '';
  let size = 0;
  for await (const chunk of open.chunks()) {
    text += chunk.text;
    size += chunk.size;
    if (chunk.end) documents.push(text);
    if (chunk.end) text = '';
  }
  expect(text).toBe('');
  expect(size).toBe(open.size);
  return documents;
}

describe('which files', () => {
  const files = {
    'b.txt': 'B\n',
    'a.TXT': 'A\n',
    'deep/er/c.md': 'C\n',
    'data.csv': 'D\n',
    'x.text': 'X\n',
    '.hidden.txt': 'H\n',
  };

  test('one file', async () => {
    const folder = folderOf(files);
    expect(await read(join(folder, 'data.csv'))).toEqual(['D\n']);
  });

  test('a folder: its text files, also further down, in the order of their paths', async () => {
    expect(await read(folderOf(files))).toEqual(['A\n', 'B\n', 'C\n', 'X\n']);
  });

  test('a pattern', async () => {
    const folder = folderOf(files);
    expect(await read(join(folder, '*.{csv,txt}'))).toEqual(['A\n', 'B\n', 'D\n']);
    expect(await read(join(folder, '**/c.*'))).toEqual(['C\n']);
  });

  test('a list, in its order, each file once', async () => {
    const folder = folderOf(files);
    expect(await read([join(folder, 'x.text'), folder, join(folder, 'data.csv')])).toEqual([
      'X\n',
      'A\n',
      'B\n',
      'C\n',
      'D\n',
    ]);
  });

  test('a path that counts from the current folder', async () => {
    const folder = folderOf(files);
    const { files: found } = await import('../../src/corpora/findTextFiles.ts').then(({ findTextFiles }) =>
      findTextFiles([join(folder, 'deep', '..', 'b.txt')]),
    );
    expect(found.map(({ path }) => path)).toEqual([join(folder, 'b.txt')]);
  });

  test('a file whose name looks like a pattern', async () => {
    const folder = folderOf({ 'part [1] {a,b}*.txt': 'odd\n' });
    expect(await read(join(folder, 'part [1] {a,b}*.txt'))).toEqual(['odd\n']);
  });

  test('a link to a file', async () => {
    const folder = folderOf({ 'there/real.txt': 'real\n', 'here/other.txt': 'other\n' });
    symlinkSync(join(folder, 'there/real.txt'), join(folder, 'here/link.txt'));
    expect(await read(join(folder, 'here'))).toEqual(['real\n', 'other\n']);
  });

  test('empty files of a folder are left out, and named', async () => {
    const folder = folderOf({ 'a.txt': 'A\n', 'empty.txt': '' });
    expect(await read(folder)).toEqual(['A\n']);
    const { skipped } = await textFiles({ path: folder }).open();
    expect(skipped).toEqual([`${join(folder, 'empty.txt')}: empty`]);
  });
});

describe('a search', () => {
  test('ends when it is told to', async () => {
    const folder = folderOf({ 'a.txt': 'A\n', 'deep/er/b.txt': 'B\n' });
    for (const path of [folder, join(folder, '**', '*.txt')]) {
      const controller = new AbortController();
      const open = textFiles({ path }).open({ signal: controller.signal });
      controller.abort(new Error('enough'));
      await expect(open).rejects.toThrow('enough');
    }
  });

  test.skipIf(process.platform !== 'linux')(
    'says how far it is, and ends at once also in a large folder',
    async () => {
      const controller = new AbortController();
      const looked: number[] = [];
      let stoppedAt = Infinity;
      const onLook = (names: number): void => {
        looked.push(names);
        if (looked.length < 2) return;
        stoppedAt = performance.now();
        controller.abort(new Error('enough'));
      };
      const open = textFiles({ path: '/usr' }).open({ signal: controller.signal, onLook });
      await expect(open).rejects.toThrow('enough');
      expect(performance.now() - stoppedAt).toBeLessThan(1000);
      expect(looked[1]).toBeGreaterThan(looked[0] ?? 0);
    },
  );
});

describe('what is read', () => {
  test('a file without a line break at its end gets one before the next', async () => {
    const folder = folderOf({ 'a.txt': 'no break', 'b.txt': 'break\r\n', 'c.txt': '\uFEFFlast' });
    expect(await read(folder)).toEqual(['no break\n', 'break\n', 'last']);
  });

  test('files larger than a piece', async () => {
    const text = 'Grüße 😀\r\n'.repeat(300_000);
    const folder = folderOf({ 'large.txt': text });
    const documents = await read(folder);
    expect(documents).toHaveLength(1);
    expect(documents[0] === text.replaceAll('\r\n', '\n')).toBe(true);
  });

  testWithData('a real file, with what is known of it', 'tinyshakespeare.txt', async (path) => {
    const open = await textFiles({ path }).open();
    const chunks: TextChunk[] = [];
    for await (const chunk of open.chunks()) chunks.push(chunk);
    const text = chunks.map((chunk) => chunk.text).join('');
    expect(text.length).toBe(1_115_394);
    expect(chunks.length).toBeGreaterThan(1);
    expect(chunks.at(-1)?.end?.file).toMatchObject({
      path,
      bytes: 1_115_394,
      sha256: createHash('sha256').update(readFileSync(path)).digest('hex'),
    });
    expect(chunks.at(-1)?.end?.file?.sha256).toMatch(/^86c4e6aa9db7/);
  });
});

describe('stamps', () => {
  const hourAgo = new Date(Date.now() - 3_600_000);

  test('a file that was just written has none', async () => {
    const folder = folderOf({ 'a.txt': 'A' });
    expect((await textFiles({ path: folder }).open()).stamp).toBeNull();
  });

  test('size, time and name change it; reading does not', async () => {
    const folder = folderOf({ 'a.txt': 'A', 'b.txt': 'A' });
    const path = join(folder, 'a.txt');
    const stamp = async (which = path) => (await textFiles({ path: which }).open()).stamp;
    utimesSync(path, hourAgo, hourAgo);
    utimesSync(join(folder, 'b.txt'), hourAgo, hourAgo);
    const first = await stamp();
    expect(first).toEqual(expect.any(String));
    readFileSync(path);
    expect(await stamp()).toBe(first);
    expect(await stamp(join(folder, 'b.txt'))).not.toBe(first);
    utimesSync(path, hourAgo, new Date(hourAgo.getTime() + 1));
    expect(await stamp()).not.toBe(first);
    writeFileSync(path, 'B');
    // The same size and, put back, the same time: the time of the change tells.
    utimesSync(path, hourAgo, hourAgo);
    expect(await stamp()).not.toBe(first);
  });
});

describe('errors', () => {
  const errorFor = async (files: Record<string, string | Uint8Array>, path: string | string[]) => {
    const folder = folderOf(files);
    const inside = (each: string): string => join(folder, each);
    return craftErrorOf(() => read(typeof path === 'string' ? inside(path) : path.map(inside)), folder);
  };

  test('a missing file', async () => {
    expect(await errorFor({}, 'missing.txt')).toMatchInlineSnapshot(`
      "data.missing-file
      data.path: expected a text file, a folder or a pattern but found nothing at <folder>/missing.txt
      Check the spelling; a path that is not absolute counts from the current folder."
    `);
  });

  test('a file where a folder should be', async () => {
    expect(await errorFor({ 'a.txt': 'A' }, 'a.txt/b.txt')).toContain('data.missing-file');
  });

  test('an empty file', async () => {
    expect(await errorFor({ 'empty.txt': '' }, 'empty.txt')).toMatchInlineSnapshot(`
      "data.empty-file
      <folder>/empty.txt: expected text but received an empty file
      Give data.path a file that has text in it."
    `);
  });

  test('a file with a byte order mark alone', async () => {
    expect(await errorFor({ 'mark.txt': '\uFEFF' }, 'mark.txt')).toMatchInlineSnapshot(`
      "data.empty-file
      <folder>/mark.txt: expected text but received an empty file
      Give data.path a file that has text in it."
    `);
  });

  test('a folder without text files', async () => {
    expect(await errorFor({ 'folder/a.csv': 'A' }, 'folder')).toMatchInlineSnapshot(`
      "data.no-text-files
      <folder>/folder: expected a folder with text files (.txt, .text, .md) but received one without
      For files with other endings give a pattern, such as "folder/**/*.csv"."
    `);
  });

  test('a folder of empty files', async () => {
    expect(await errorFor({ 'folder/a.txt': '', 'folder/b.txt': '' }, 'folder')).toMatchInlineSnapshot(`
      "data.empty-file
      <folder>/folder: expected text but received 2 empty files
      Give data.path a file that has text in it."
    `);
  });

  test('a pattern that matches nothing', async () => {
    expect(await errorFor({ 'a.csv': 'A' }, '*.txt')).toMatchInlineSnapshot(`
      "data.no-text-files
      data.path: expected a pattern that matches files but <folder>/*.txt matches none
      Quote the pattern so that the shell leaves it alone; **/ stands for any folders."
    `);
  });

  test('a binary file', async () => {
    expect(
      await errorFor(
        { 'photo.txt': Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0]) },
        'photo.txt',
      ),
    ).toMatchInlineSnapshot(`
      "data.not-text
      <folder>/photo.txt: expected UTF-8 text but received a NUL byte at byte 8
      Convert the file to UTF-8, or leave it out of data.path."
    `);
  });

  test('a binary file among others: its path is named', async () => {
    expect(await errorFor({ 'a.txt': 'A', 'b.txt': Uint8Array.from([0x61, 0xff]) }, '.')).toContain(
      '<folder>/b.txt: expected UTF-8',
    );
  });

  test('a file that goes away before it is read', async () => {
    const folder = folderOf({ 'a.txt': 'A', 'b.txt': 'B' });
    const open = await textFiles({ path: folder }).open();
    const { rmSync } = await import('node:fs');
    rmSync(join(folder, 'b.txt'));
    const drain = async () => {
      for await (const chunk of open.chunks()) expect(chunk.text).not.toBe('B');
    };
    expect(await craftErrorOf(drain, folder)).toMatchInlineSnapshot(`
      "data.unreadable-file
      <folder>/b.txt: expected a file that can be read but received ENOENT
      Check that the file is still there and that you may read it."
    `);
  });
});
