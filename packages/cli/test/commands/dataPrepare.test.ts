import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { talesEntropy } from '@craft/data';
import { expect, test } from 'vitest';
import { craft, craftJson, newProject, readable, runsOf, write } from '../craft.ts';

test('prepares a text and describes it', async () => {
  const project = newProject();
  write(project, 'my.txt', 'To be, or not to be.\n'.repeat(20));
  const { code, stdout, stderr } = await craft(['data', 'prepare', 'data.path=my.txt'], { cwd: project });
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(readable(stderr, project).replace(/[0-9a-f]{32}/, '<fingerprint>')).toMatchInlineSnapshot(`
    "data.path is given, so the data is that text.
    text: 420 characters in 1 document
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
