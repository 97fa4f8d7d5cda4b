import { expect, test } from 'vitest';
import { craft, craftJson, newProject, readable, write } from '../craft.ts';

interface Generated {
  readonly text: string;
  readonly tokens: number;
  readonly tokensPerSecond: number;
}

async function trained(): Promise<string> {
  const project = newProject();
  write(project, 'my.txt', 'the cat sat on the mat.\n'.repeat(60));
  await craftJson(['run', 'tiny', 'data.path=my.txt'], { cwd: project });
  return project;
}

test('the newest run writes: the text on stdout, the rest on stderr', async () => {
  const project = await trained();
  const { code, stdout, stderr } = await craft(['generate', '--max-tokens', '40'], { cwd: project });
  expect(code, stderr).toBe(0);
  expect([...stdout.trimEnd()].length).toBeGreaterThan(0);
  expect(stdout.endsWith('\n')).toBe(true);
  expect(stderr).toMatch(/outputs\/tiny-\S+, step 10, cpu/);
  expect(stderr).toMatch(/40 tokens, [\d,]+ tokens\/s/);

  const generated = await craftJson<Generated>(['generate', '--max-tokens', '40'], { cwd: project });
  expect(generated).toEqual({
    text: expect.any(String) as string,
    tokens: 40,
    tokensPerSecond: expect.any(Number) as number,
  });
  expect(generated.text.trimEnd()).toBe(stdout.trimEnd());
});

test('goes on with a prompt; the seed and the options decide', async () => {
  const project = await trained();
  const write = async (...args: string[]) => {
    const asked = ['generate', '--prompt', 'the cat', '--max-tokens', '60', ...args];
    return (await craftJson<Generated>(asked, { cwd: project })).text;
  };
  const first = await write();
  expect(first.startsWith('the cat')).toBe(true);
  expect(first).toHaveLength('the cat'.length + 60);
  expect(await write()).toBe(first);
  expect(await write('--seed', '2')).not.toBe(first);
  const likeliest = await write('--temperature', '0');
  expect(await write('--top-k', '1', '--seed', '5')).toBe(likeliest);
  expect(await write('--top-p', '1e-9', '--seed', '6')).toBe(likeliest);
  expect(await write('--checkpoint', '5')).not.toBe(first);
  expect(await write('--checkpoint', '10')).toBe(first);
});

test('what cannot be done is wrong usage', async () => {
  const project = await trained();
  const said = async (...args: string[]) => {
    const { code, stdout, stderr } = await craft(['generate', ...args], { cwd: project });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    const stable = readable(stderr, project).replaceAll(/tiny-\d{8}-\d{6}/g, 'tiny-<time>');
    return stable.split('\n').filter((line) => line.includes('error') || line.startsWith('  '));
  };
  expect(await said('--prompt', 'Grüße')).toMatchInlineSnapshot(`
    [
      "error: --prompt: character tokenizer: expected one of the 12 characters of the training text but received "G" (U+0047) at character 0 [data.unknown-character]",
      "  Write it with characters of the training text.",
    ]
  `);
  expect(await said('--prompt', '')).toMatchInlineSnapshot(`
    [
      "error: --prompt: expected a text but received none [usage.prompt]",
      "  Leave --prompt out to let the model begin.",
    ]
  `);
  expect(await said('--checkpoint', '7')).toMatchInlineSnapshot(`
    [
      "error: <project>/outputs/tiny-<time>/checkpoints: expected a checkpoint of step 7 but there is none [checkpoint.missing]",
      "  Steps with a checkpoint: 5, 10.",
    ]
  `);
  expect(await said('--checkpoint', 'newest')).toMatchInlineSnapshot(`
    [
      "error: option '--checkpoint <which>' argument 'newest' is invalid. Expected last, best or the number of a step.",
      "  See craft-cli generate --help.",
    ]
  `);
  expect(await said('nothing')).toMatchInlineSnapshot(`
    [
      "error: run: expected a run folder or its name under <project>/outputs but received "nothing" [run.missing]",
      "  The newest run is tiny-<time>.",
    ]
  `);
});

test('where nothing was trained it says how to', async () => {
  const project = newProject();
  const { code, stderr } = await craft(['generate'], { cwd: project });
  expect(code).toBe(2);
  expect(readable(stderr, project)).toMatchInlineSnapshot(`
    "error: run: expected a run with a checkpoint in <project>/outputs but there is none [run.none]
      Train first (craft-cli run), or name a run folder."
  `);
});
