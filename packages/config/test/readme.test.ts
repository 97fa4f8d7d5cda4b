import { execFile } from 'node:child_process';
import { readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { temporaryFolder } from './temporaryFolder.ts';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');

test("the README's example prints what the README says", async () => {
  const blocks = [...readme.matchAll(/`([\w/]+\.(?:yaml|ts))`\n\n```\w+\n(.*?)```/gs)];
  const folder = temporaryFolder({
    'package.json': '{ "type": "module" }',
    ...Object.fromEntries(blocks.map(([, name = '', text = '']) => [name, text])),
  });
  expect(blocks.map(([, name]) => name)).toContain('example.ts');
  symlinkSync(join(packageFolder, '../../node_modules'), join(folder, 'node_modules'), 'junction');
  const tsx = new URL('../../../node_modules/tsx/dist/loader.mjs', import.meta.url).href;
  const run = promisify(execFile)(
    process.execPath,
    ['--import', tsx, '--conditions', '@craft/source', 'example.ts'],
    { cwd: folder },
  );
  const printed = /It prints:\n\n```text\n(.*?)```/s.exec(readme)?.[1];
  expect((await run).stdout).toBe(printed);
});

test('the README names every code that the source uses, and no other', () => {
  const source = readdirSync(join(packageFolder, 'src'))
    .map((file) => readFileSync(join(packageFolder, 'src', file), 'utf8'))
    .join('\n');
  const codes = (text: string): string[] =>
    [
      ...new Set(
        [...text.matchAll(/['`]((?:config|component|registry|duration)\.[a-z]+(?:-[a-z]+)*)['`]/g)].map(
          ([, code = '']) => code,
        ),
      ),
    ].sort();
  expect(codes(readme)).toEqual(
    codes(source).filter((code) => code !== 'config.invalid' && code !== 'config.yaml'),
  );
});
