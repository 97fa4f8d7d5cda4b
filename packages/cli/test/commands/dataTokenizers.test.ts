import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tale } from '@craft/data';
import { expect, test } from 'vitest';
import { craft, craftJson, newProject, readable, runsOf, write } from '../craft.ts';

const text = Array.from({ length: 100 }, (_, index) => tale(1, index).text).join('\n');

test('trains a tokenizer, draws what it does, and trains a model with it', async () => {
  const project = newProject();
  write(project, 'my.txt', text);
  const args = ['data', 'train-tokenizer', 'data.path=my.txt', 'tokenizer.vocabSize=400', '--out', 'bpe'];
  const trained = await craft([...args, '--json'], { cwd: project });
  expect(trained.code, trained.stderr).toBe(0);
  expect(readable(trained.stderr, project).replace(/[\d,]+ pieces.*/, '…')).toMatchInlineSnapshot(`
    "data.path is given, so the data is that text.
    bpe: 400 tokens from …
      written to  bpe/tokenizer.json
      use it      craft-cli run … tokenizer=file tokenizer.path=bpe"
  `);
  const result = JSON.parse(trained.stdout) as { file: string; vocabSize: number; merges: number };
  expect(result).toMatchObject({ file: join(project, 'bpe', 'tokenizer.json'), vocabSize: 400, merges: 144 });
  expect(JSON.parse(readFileSync(result.file, 'utf8'))).toMatchObject({ version: '1.0' });

  const shown = await craft(
    ['data', 'tokenize', 'tokenizer.path=bpe', '--text', 'The wolf waited.\n🙂', '--show'],
    { cwd: project },
  );
  expect(shown.code, shown.stderr).toBe(0);
  expect(shown.stdout.replaceAll('│', '').replace('⏎', '')).toBe(
    String.raw`The wolf waited.${'\n'}\xF0\x9F\x99\x82${'\n'}`,
  );
  expect(shown.stdout).toContain('│ w│a│it│ed│.│⏎\n│');

  const run = await craft(
    ['run', 'tiny', 'data=text', 'data.path=my.txt', 'tokenizer=file', 'tokenizer.path=bpe'],
    {
      cwd: project,
    },
  );
  expect(run.code, run.stderr).toBe(0);
  const [name = ''] = runsOf(project);
  const generated = await craftJson<{ text: string; tokens: number }>(
    ['generate', name, '--prompt', 'The wolf', '--max-tokens', '20', '--temperature', '0'],
    { cwd: project },
  );
  expect(generated.tokens).toBe(20);
  expect(generated.text.startsWith('The wolf')).toBe(true);
  const evaluated = await craftJson<{ loss: number; bitsPerCharacter: number }>(['evaluate', name], {
    cwd: project,
  });
  // A token is more than one character here.
  expect(evaluated.bitsPerCharacter).toBeLessThan(evaluated.loss / Math.LN2 / 1.5);
});

test('a tokenizer that is trained on the text, and bytes', async () => {
  const project = newProject();
  write(project, 'my.txt', text);
  const shown = await craft(
    ['data', 'tokenize', 'data.path=my.txt', 'tokenizer=bpe', 'tokenizer.vocabSize=300', '--show'],
    { cwd: project },
  );
  expect(shown.code, shown.stderr).toBe(0);
  expect(shown.stdout.replaceAll('│', '').replaceAll('⏎\n', '\n').length).toBeGreaterThan(500);
  const bytes = await craftJson(['data', 'tokenize', 'tokenizer=byte', '--text', 'é!'], { cwd: project });
  expect(bytes).toEqual({
    ids: [0xc3, 0xa9, 0x21],
    tokens: [String.raw`\xC3`, String.raw`\xA9`, '!'],
    characters: 2,
  });
  const ids = await craft(['data', 'tokenize', 'tokenizer=byte', '--text', 'hi'], { cwd: project });
  expect(ids.stdout).toBe('104 105\n');
});

test('wrong settings are told with their place', async () => {
  const project = newProject();
  write(project, 'my.txt', text);
  for (const args of [
    ['train-tokenizer', 'data.path=my.txt', 'tokenizer.vocabSize=100', '--out', 'bpe'],
    ['train-tokenizer', 'data.path=my.txt', 'tokenizer=byte', '--out', 'bpe'],
    ['train-tokenizer', 'data.path=my.txt', '--out', 'my.txt'],
    ['train-tokenizer', 'data.path=my.txt'],
    ['tokenize', 'tokenizer.path=missing', '--text', 'a'],
  ]) {
    const { code, stdout, stderr } = await craft(['data', ...args], { cwd: project });
    expect({ code, stdout, stderr: readable(stderr, project) }).toMatchSnapshot();
  }
});
