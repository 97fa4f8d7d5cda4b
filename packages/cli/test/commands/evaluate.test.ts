import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { craft, craftJson, newProject, readable, readJson, write } from '../craft.ts';

interface Result {
  readonly run: string;
  readonly final: { readonly valLoss: number };
}

interface Evaluation {
  readonly split: string;
  readonly loss: number;
  readonly perplexity: number;
  readonly accuracy: number;
  readonly bitsPerCharacter: number;
  readonly bitsPerByte: number;
  readonly tokens: number;
}

test('measures a whole split, and agrees with the evaluation of the run', async () => {
  const project = newProject();
  write(project, 'my.txt', 'the cat sat on the mat.\n'.repeat(60));
  const args = ['run', 'tiny', 'data.path=my.txt', 'training.evaluateBatches=null', 'data.splits.train=0.8'];
  const { run, final } = await craftJson<Result>([...args, 'data.splits.test=0.1'], { cwd: project });
  const val = await craftJson<Evaluation>(['evaluate'], { cwd: project });
  expect(val).toEqual({
    split: 'val',
    loss: expect.closeTo(final.valLoss, 6) as number,
    perplexity: expect.closeTo(Math.exp(val.loss), 9) as number,
    accuracy: expect.any(Number) as number,
    bitsPerCharacter: expect.closeTo(val.loss / Math.LN2, 9) as number,
    bitsPerByte: expect.closeTo(val.loss / Math.LN2, 9) as number,
    tokens: 143,
  });
  expect(val.accuracy).toBeGreaterThan(0);
  expect(val.accuracy).toBeLessThan(1);
  expect(readJson(run, 'evaluation', 'val-step-00000010.json')).toEqual({ step: 10, ...val });

  const best = await craftJson<Evaluation>(['evaluate', run, '--checkpoint', '5', '--split', 'train'], {
    cwd: project,
  });
  expect(best).toMatchObject({ split: 'train', tokens: 1151 });
  expect(readdirSync(join(run, 'evaluation')).sort()).toEqual([
    'train-step-00000005.json',
    'val-step-00000010.json',
  ]);
});

test('a split without data, and a text that has changed, are said', async () => {
  const project = newProject();
  write(project, 'my.txt', 'the cat sat on the mat.\n'.repeat(60));
  await craftJson(['run', 'tiny', 'data.path=my.txt'], { cwd: project });
  const none = await craft(['evaluate', '--split', 'test'], { cwd: project });
  expect(none.code).toBe(2);
  expect(errorOf(none.stderr)).toMatchInlineSnapshot(`
    "error: data: expected tokens in the split test but data.splits.test is 0 [data.empty-split]
      Give it a share, such as data.splits.test=0.1, and take as much from another."
  `);
  write(project, 'my.txt', 'Le chat est sur le tapis.\n'.repeat(60));
  const changed = await craft(['evaluate'], { cwd: project });
  expect(changed.code).toBe(2);
  expect(errorOf(changed.stderr)).toMatchInlineSnapshot(`
    "error: data: expected the text that the run was trained with but its characters have changed [data.other-text]
      Put the text back as it was; what data.path names is in the config.yaml of the run."
  `);
});

function errorOf(stderr: string): string {
  return stderr.slice(stderr.indexOf('error:')).trimEnd();
}

test('a text that has changed since is measured only on purpose', async () => {
  const project = newProject();
  write(project, 'my.txt', 'the cat sat on the mat.\n'.repeat(60));
  const { run } = await craftJson<Result>(['run', 'tiny', 'data.path=my.txt'], { cwd: project });
  await craftJson<Evaluation>(['evaluate'], { cwd: project });
  const file = join(run, 'evaluation', 'val-step-00000010.json');
  const before = readFileSync(file, 'utf8');

  write(project, 'my.txt', 'the mat sat on the cat.\n'.repeat(80));
  const changed = await craft(['evaluate'], { cwd: project });
  expect(changed.code).toBe(2);
  const said = readable(errorOf(changed.stderr), project).replaceAll(/tiny-\d{8}-\d{6}/g, 'tiny-<time>');
  expect(said).toMatchInlineSnapshot(`
    "error: data: expected the data that the run was trained with but the text in my.txt has changed: 1,440 characters then, 1,920 now [evaluate.changed-data]
      Put it back as it was; or, to measure what it is now on purpose: craft-cli evaluate outputs/tiny-<time> --allow-change data"
  `);
  const figures = await craftJson<Evaluation>(['evaluate', '--allow-change', 'data'], { cwd: project });
  expect(figures.tokens).toBe(191);
  expect(readFileSync(file, 'utf8')).toBe(before);
  const [other = ''] = readdirSync(dirname(file)).filter((name) => name !== 'val-step-00000010.json');
  expect(other).toMatch(/^val-step-00000010-[0-9a-f]{8}\.json$/);
  expect(readJson(dirname(file), other)).toMatchObject({
    step: 10,
    tokens: 191,
    dataset: expect.any(String) as string,
  });
});

test('the result is there also where nothing can be written', async () => {
  const project = newProject();
  const { run } = await craftJson<Result>(['run', 'tiny'], { cwd: project });
  const whole = await craftJson<Evaluation>(['evaluate', '--checkpoint', '5'], { cwd: project });
  // Files where folders are wanted: what holds for a read-only disk holds for these, and for every user.
  for (const folder of [join(run, 'evaluation'), join(project, 'outputs', '.craft')]) {
    rmSync(folder, { recursive: true });
    writeFileSync(folder, '');
  }
  const args = ['evaluate', '--checkpoint', '5', '--json'];
  const { code, stdout, stderr } = await craft(args, { cwd: project });
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toEqual(whole);
  expect(stderr).toContain('The figures are not kept with the run: ');
});
