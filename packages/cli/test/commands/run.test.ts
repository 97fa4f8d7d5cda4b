import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { talesEntropy } from '@craft/data';
import { expect, test } from 'vitest';
import { craft, craftJson, newProject, readJson, readLines, runsOf, start, write } from '../craft.ts';

interface Result {
  readonly run: string;
  readonly status: string;
  readonly step: number;
  readonly final: { readonly trainLoss: number; readonly valLoss: number };
}

type Metrics = { split: string; step: number; loss: number } & Record<string, unknown>;

test('trains, and leaves a run folder with everything in it', async () => {
  const project = newProject();
  const sample = '+callbacks.sample={ type: sample, every: 5step, maxTokens: 20 }';
  const { code, stdout, stderr } = await craft(['run', 'tiny', sample, '--json'], { cwd: project });
  expect(code, stderr).toBe(0);
  const [name = ''] = runsOf(project);
  const folder = join(project, 'outputs', name);
  expect(name).toMatch(/^tiny-\d{8}-\d{6}$/);
  expect(JSON.parse(stdout)).toEqual({
    run: folder,
    status: 'completed',
    step: 10,
    device: 'cpu',
    parameters: expect.any(Number) as number,
    final: { trainLoss: expect.any(Number) as number, valLoss: expect.any(Number) as number },
    tokensPerSecond: expect.any(Number) as number,
    elapsedSeconds: expect.any(Number) as number,
  });
  expect(stdout.trimEnd().split('\n')).toHaveLength(1);

  expect(readdirSync(folder).sort()).toEqual([
    'checkpoints',
    'config.origins.json',
    'config.yaml',
    'evaluation',
    'events.jsonl',
    'metrics.jsonl',
    'run.json',
    'samples',
    'tokenizer.json',
  ]);
  expect(readJson(folder, 'run.json')).toMatchObject({
    id: name,
    status: 'completed',
    experiment: 'tiny',
    seed: 1337,
    step: 10,
    argv: ['run', 'tiny', sample, '--json'],
    versions: { node: process.versions.node },
  });
  const metrics = readLines<Metrics>(folder, 'metrics.jsonl');
  expect(metrics.filter(({ split }) => split === 'train').map(({ step }) => step)).toEqual([
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
  ]);
  expect(metrics.filter(({ split }) => split === 'val').map(({ step }) => step)).toEqual([5, 10]);
  expect(Object.keys(metrics.at(0) ?? {})).toEqual(
    expect.arrayContaining([
      'step',
      'split',
      'loss',
      'lr',
      'gradNorm',
      'tokens',
      'tokensPerSecond',
      'elapsedSeconds',
    ]),
  );
  expect(readdirSync(join(folder, 'checkpoints')).sort()).toEqual([
    'best.json',
    'last.json',
    'step-00000005',
    'step-00000010',
  ]);
  expect(readdirSync(join(folder, 'samples'))).toEqual(['step-00000005.txt', 'step-00000010.txt']);
});

test('trains in mixed precision, and says so', async () => {
  const project = newProject();
  const args = ['run', 'tiny', 'training.precision=mixed'];
  const { code, stderr } = await craft(args, { cwd: project });
  expect(code, stderr).toBe(0);
  expect(stderr).toMatch(/of memory, mixed precision/);
  const [name = ''] = runsOf(project);
  const folder = join(project, 'outputs', name);
  expect(readJson(folder, 'run.json')).toMatchObject({ precision: 'mixed' });
  for (const line of readLines<Metrics>(folder, 'metrics.jsonl')) {
    if (line.split === 'train') expect(line).toMatchObject({ lossScale: 65536, skippedSteps: 0 });
  }
  expect(readJson(join(folder, 'checkpoints', 'step-00000010'), 'state.json')).toMatchObject({
    lossScale: { scale: 65536, growthTracker: 10, skipped: 0 },
  });
});

test('the closing message has the loss beside the entropy floor, and what to do next', async () => {
  const project = newProject();
  const { stdout, stderr } = await craft(['run', 'tiny'], { cwd: project });
  expect(stdout).toBe('');
  const run = `outputs/${runsOf(project)[0] ?? ''}`;
  const { natsPerCharacter } = talesEntropy();
  expect(stderr).toMatch(/val loss {7}\d\.\d{4} nats per character\n/);
  expect(stderr).toContain(`entropy floor  ${natsPerCharacter.toFixed(4)} nats per character`);
  expect(stderr).toContain(`The run lies in ${run}.`);
  expect(stderr).toContain(`craft-cli generate ${run}`);
});

test('the first loss of a fresh model is that of a guess', async () => {
  const project = newProject();
  const { run } = await craftJson<Result>(['run', 'tiny', 'training.duration=1step'], { cwd: project });
  const characters = readJson<{ characters: string[] }>(run, 'tokenizer.json').characters.length;
  const first = readLines<Metrics>(run, 'metrics.jsonl')[0];
  expect(Math.abs((first?.loss ?? 0) - Math.log(characters))).toBeLessThan(0.1);
});

test('the same seed gives the same metrics, another seed others', async () => {
  const project = newProject();
  const losses = async (...args: string[]) => {
    const { run } = await craftJson<Result>(['run', ...args], { cwd: project });
    return readLines<Metrics>(run, 'metrics.jsonl').map(({ step, split, loss, gradNorm }) => ({
      step,
      split,
      loss,
      gradNorm,
    }));
  };
  const first = await losses('tiny');
  expect(await losses('tiny')).toEqual(first);
  expect(await losses('tiny', 'training.seed=7')).not.toEqual(first);
});

test("a run's config.yaml runs again by itself", async () => {
  const project = newProject();
  const first = await craftJson<Result>(['run', 'tiny', 'model.dModel=8'], { cwd: project });
  const elsewhere = newProject();
  const args = ['run', join(first.run, 'config.yaml'), `outputs=${elsewhere}/outputs`];
  const second = await craftJson<Result>(args, { cwd: elsewhere });
  expect(second.final).toEqual(first.final);
  expect(runsOf(elsewhere)).toEqual([expect.stringMatching(/^tiny-/)]);
});

test('a microbatch changes nothing but what is on the device at once', async () => {
  const project = newProject();
  const whole = await craftJson<Result>(['run', 'tiny'], { cwd: project });
  const parts = await craftJson<Result>(['run', 'tiny', 'training.microbatchSize=2'], { cwd: project });
  expect(parts.final.trainLoss).toBeCloseTo(whole.final.trainLoss, 5);
});

test('--dry-run says what would happen and starts nothing', async () => {
  const project = newProject();
  const { code, stdout, stderr } = await craft(['run', 'tiny', '--dry-run', '--json'], { cwd: project });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    dryRun: true,
    name: 'tiny',
    device: 'cpu',
    steps: 10,
    resume: null,
  });
  expect(stderr).toContain('Everything fits. This was a dry run: nothing was started.');
  expect(runsOf(project)).toEqual([]);
});

test('a text of one’s own is one override; also one without line breaks or English', async () => {
  const project = newProject();
  write(project, 'my.txt', 'Как поживаете? Спасибо, хорошо. '.repeat(30));
  const { code, stderr } = await craft(
    [
      'run',
      'data.path=my.txt',
      'model.nLayers=1',
      'model.dModel=16',
      'model.contextLength=16',
      'training.duration=2step',
    ],
    { cwd: project },
  );
  expect(code, stderr).toBe(0);
  expect(stderr).toContain('data.path is given, so the data is that text.');
  expect(stderr).toMatch(/val loss \d\.\d{4} nats per token/);
});

test('data without a val split trains all the same', async () => {
  const project = newProject();
  write(project, 'my.txt', 'the cat sat on the mat. '.repeat(40));
  const splits = ['data.splits.train=1', 'data.splits.val=0'];
  const { final } = await craftJson<Result>(['run', 'tiny', 'data.path=my.txt', ...splits], { cwd: project });
  expect(final).toEqual({ trainLoss: expect.any(Number) as number, valLoss: null });
});

test('the outputs can go anywhere', async () => {
  const project = newProject();
  const { run } = await craftJson<Result>(['run', 'tiny', 'outputs=elsewhere/runs', 'name=my run'], {
    cwd: project,
  });
  expect(run.startsWith(join(project, 'elsewhere', 'runs', 'my-run-'))).toBe(true);
  expect(existsSync(join(project, 'outputs'))).toBe(false);
  expect(readFileSync(join(run, 'config.yaml'), 'utf8')).toContain('name: my run');
});

test('a run that cannot go on fails: exit 1, said on stderr, on stdout with --json, and in run.json', async () => {
  const project = newProject();
  const settings = ['optimizer.learningRate=1000', 'optimizer.weightDecay=1e9', 'training.gradientClip=null'];
  const args = ['run', 'tiny', ...settings, '--json'];
  const { code, stdout, stderr } = await craft(args, { cwd: project });
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /error: training: expected a finite (loss|gradient norm) but received \S+ at step \d+/,
  );
  expect(stderr).not.toMatch(/^ {4}at /m);
  const run = join(project, 'outputs', runsOf(project)[0] ?? '');
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'training.non-finite' }, run });
  expect(readJson(run, 'run.json')).toMatchObject({
    status: 'failed',
    error: { code: 'training.non-finite' },
  });
});

test('a run shorter than its warm-up says so', async () => {
  const project = newProject();
  const { stderr } = await craft(['run', 'tiny', 'schedule.warmup=20step', '--dry-run'], { cwd: project });
  expect(stderr).toContain(
    'The warm-up (20step) is longer than the run (10 steps): the learning rate only rises.',
  );
});

test('a run whose reader goes away is finished all the same', async () => {
  const project = newProject();
  const { child, ended } = start(['run', 'tiny'], { cwd: project });
  child.stderr?.once('data', () => child.stderr?.destroy());
  const { code } = await ended;
  expect(code).toBe(0);
  expect(
    readJson<{ status: string }>(join(project, 'outputs', runsOf(project)[0] ?? ''), 'run.json'),
  ).toMatchObject({
    status: 'completed',
  });
});
