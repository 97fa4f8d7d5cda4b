import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diskError } from '../../src/files/diskError.ts';
import { replaceFile } from '../../src/files/durable.ts';
import { errorOf } from '../support/errorOf.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

describe('replaceFile', () => {
  test('puts the new content in the place of the old, and leaves nothing else', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'run.json');
    replaceFile(path, 'old');
    replaceFile(path, 'new');
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['run.json']);
  });

  test('that cannot is one clear error, and the old content stays', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), 'old');
    expect(await errorOf(() => replaceFile(join(folder, 'file', 'run.json'), 'new'), folder))
      .toMatchInlineSnapshot(`
      "file.write
      <folder>/file/run.json: the file cannot be written: a file is where a folder should be"
    `);
    expect(await errorOf(() => replaceFile(join(folder, 'none', 'run.json'), 'new'), folder))
      .toMatchInlineSnapshot(`
      "file.write
      <folder>/none/run.json: the file cannot be written: its folder does not exist"
    `);
    mkdirSync(join(folder, 'folder', 'below'), { recursive: true });
    await expect(async () => replaceFile(join(folder, 'folder'), 'new')).rejects.toThrow(
      'the file cannot be written',
    );
    expect(readdirSync(folder).sort()).toEqual(['file', 'folder']);
  });
});

test('what the system says is said in words, where we have some', () => {
  const said = (code: string) => {
    const error = Object.assign(new Error(`${code}: something`), { code, errno: -1 });
    return (diskError(error, 'a.json: cannot be written', { code: 'file.write' }) as Error).message;
  };
  expect(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EIO'].map(said)).toMatchInlineSnapshot(`
    [
      "a.json: cannot be written: the disk is full",
      "a.json: cannot be written: the disk quota is used up",
      "a.json: cannot be written: the disk is read-only",
      "a.json: cannot be written: writing there is not permitted",
      "a.json: cannot be written: EIO: something",
    ]
  `);
  const other = new TypeError('no');
  expect(diskError(other, '', { code: '' })).toBe(other);
});
