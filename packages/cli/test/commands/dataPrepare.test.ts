import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { talesEntropy } from '@craft/data';
import { expect, test } from 'vitest';
import { bin, craft, craftJson, newProject, readable, runsOf, start, until, write } from '../craft.ts';

test('prepares a text and describes it', async () => {
  const project = newProject();
  write(project, 'my.txt', 'To be, or not to be.\n'.repeat(20));
  const { code, stdout, stderr } = await craft(['data', 'prepare', 'data.path=my.txt'], { cwd: project });
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(readable(stderr, project).replace(/[0-9a-f]{32}/, '<fingerprint>')).toMatchInlineSnapshot(`
    "data.path is given, so the data is that text.
    text: 420 characters in 1 file
      tokenizer  character, 11 different tokens
      train      378 tokens
      val        42 tokens
      test       none
      kept in    outputs/.craft/data/<fingerprint> (3.93 kB)"
  `);
  expect(runsOf(project)).toEqual([]);
});

test('finds what is prepared already, and gives the card as JSON', async () => {
  const project = newProject();
  type Card = { fingerprint: string; dir: string; characters: number; entropy: number };
  const first = await craftJson<Card>(['data', 'prepare', 'tiny'], { cwd: project });
  const second = await craftJson<Card>(['data', 'prepare', 'tiny'], { cwd: project });
  expect(second).toEqual(first);
  expect(first.characters).toBeGreaterThanOrEqual(20_000);
  expect(first.entropy).toBe(talesEntropy().natsPerCharacter);
  expect(first.dir).toBe(join(project, 'outputs', '.craft', 'data', first.fingerprint));
  expect(existsSync(join(first.dir, 'manifest.json'))).toBe(true);
});

test.skipIf(process.platform === 'win32')('a pipe is no file', async () => {
  const project = newProject();
  execFileSync('mkfifo', [join(project, 'my.pipe')]);
  const { code, stderr } = await craft(['data', 'prepare', 'data.path=my.pipe'], { cwd: project });
  expect(code).toBe(2);
  expect(readable(stderr, project)).toMatchInlineSnapshot(`
    "data.path is given, so the data is that text.
    error: 1 problem in the configuration:

    data.path: expected a regular file, a folder or a pattern but received a pipe at <project>/my.pipe [data.not-regular-file]
      argument 1: data.path=my.pipe
                            ^^^^^^^
      The text is read twice: write it to a file first."
  `);
  const piped = spawnSync(process.execPath, [bin, 'data', 'prepare', 'data.path=/dev/stdin'], {
    cwd: project,
    input: 'To be, or not to be.\n'.repeat(20),
    encoding: 'utf8',
  });
  expect(piped.status).toBe(2);
  expect(piped.stderr).toContain('data.path: expected a regular file, a folder or a pattern but received a ');
});

test('says how many files were taken, and warns of a text that teaches nothing', async () => {
  const project = newProject();
  for (const name of ['one', 'two', 'three']) write(project, `texts/${name}.txt`, '\n'.repeat(500));
  const prepared = await craft(['data', 'prepare', 'data.path=texts'], { cwd: project });
  expect(prepared.stderr).toContain('text: 1,500 characters in 3 files\n');
  expect(prepared.stderr).toContain('The text is one character over and over');
  const run = await craft(['run', 'tiny', 'data.path=texts', '--dry-run'], { cwd: project });
  expect(run.stderr).toContain('data    text in 3 files: ');
  expect(run.stderr).toContain('The text is one character over and over');
});

test.skipIf(process.platform !== 'linux')('a search through everything ends when it is told to', async () => {
  const project = newProject();
  const { child, ended } = start(['data', 'prepare', 'data.path=/'], { cwd: project });
  await until(() => existsSync(join(project, 'outputs')));
  const toldAt = performance.now();
  child.kill('SIGTERM');
  const { code, stderr } = await ended;
  expect(code, stderr).toBe(130);
  expect(stderr).toContain('Interrupted');
  expect(performance.now() - toldAt).toBeLessThan(3000);
});

test('a text without end, made and not read, ends when it is told to', async () => {
  const project = newProject();
  const { child, ended } = start(['data', 'prepare', 'data.characters=1e12'], { cwd: project });
  await until(() => existsSync(join(project, 'outputs')));
  child.kill('SIGTERM');
  const { code, stderr } = await ended;
  expect(code, stderr).toBe(130);
  expect(stderr).toContain('Interrupted: what was begun is removed.');
});
