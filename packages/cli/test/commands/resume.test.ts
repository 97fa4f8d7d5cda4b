import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  craft,
  craftJson,
  newProject,
  readable,
  readJson,
  readLines,
  runsOf,
  start,
  until,
  write,
} from '../craft.ts';

interface Result {
  readonly run: string;
  readonly status: string;
  readonly step: number;
  readonly final: { readonly trainLoss: number; readonly valLoss: number };
}

/** Two hundred steps, saved at a hundred; slow enough to be stopped on the way. */
const long = [
  'tiny',
  'model.dModel=32',
  'model.dropout=0.1',
  'training.batchSize=8',
  'training.duration=200step',
  'training.evaluateEvery=50step',
  'training.checkpointEvery=100step',
];

function weightsOf(run: string, step: string): Buffer {
  return readFileSync(join(run, 'checkpoints', `step-${step}`, 'model.safetensors'));
}

/** What a run logged, without what a clock says. */
function figuresOf(run: string): unknown[] {
  type Line = Record<string, unknown>;
  return readLines<Line>(run, 'metrics.jsonl').map(
    ({ elapsedSeconds: _elapsed, tokensPerSecond: _rate, ...figures }) => figures,
  );
}

function onlyRun(project: string): string {
  const [name = ''] = runsOf(project);
  return join(project, 'outputs', name);
}

test('100 steps, kill -9, and resume to 200 end with the very weights of 200 in one go', async () => {
  const inOneGo = newProject();
  const whole = await craftJson<Result>(['run', ...long], { cwd: inOneGo });

  const project = newProject();
  const { child, ended } = start(['run', ...long], { cwd: project });
  await until(
    () => runsOf(project).length > 0 && existsSync(join(onlyRun(project), 'checkpoints', 'step-00000100')),
  );
  child.kill('SIGKILL');
  await ended;
  const killed = onlyRun(project);
  expect(readJson<Result>(killed, 'run.json')).toMatchObject({ status: 'running' });

  const resumed = await craftJson<Result>(['run', '--resume', 'auto'], { cwd: project });
  expect(resumed).toMatchObject({ run: killed, status: 'completed', step: 200, final: whole.final });
  expect(weightsOf(killed, '00000200').equals(weightsOf(whole.run, '00000200'))).toBe(true);
  expect(figuresOf(killed)).toEqual(figuresOf(whole.run));
});

test('Ctrl-C saves the state and says how to go on, and going on is as if nothing had been', async () => {
  const inOneGo = newProject();
  const whole = await craftJson<Result>(['run', ...long], { cwd: inOneGo });

  const project = newProject();
  const { child, ended } = start(['run', ...long, '--json'], { cwd: project });
  await until(() => runsOf(project).length > 0 && hasMetrics(onlyRun(project)));
  child.kill('SIGINT');
  const { code, stdout, stderr } = await ended;
  const run = onlyRun(project);
  expect(code, stderr).toBe(130);
  const result = JSON.parse(stdout) as Result;
  expect(result).toMatchObject({ run, status: 'interrupted' });
  expect(result.step).toBeLessThan(200);
  expect(readJson<Result>(run, 'run.json')).toMatchObject({ status: 'interrupted', step: result.step });
  const resume = `craft-cli run --resume ${run.slice(project.length + 1)}`;
  expect(stderr).toContain(resume);

  const again = await craftJson<Result>(resume.split(' ').slice(1), { cwd: project });
  expect(again).toMatchObject({ run, status: 'completed', step: 200, final: whole.final });
  expect(weightsOf(run, '00000200').equals(weightsOf(whole.run, '00000200'))).toBe(true);
});

function hasMetrics(run: string): boolean {
  const file = join(run, 'metrics.jsonl');
  return existsSync(file) && readFileSync(file, 'utf8').split('\n').length > 10;
}

test('a second Ctrl-C ends it at once', async () => {
  const project = newProject();
  const args = [
    'run',
    'tiny',
    'model.dModel=128',
    'model.nLayers=8',
    'training.batchSize=256',
    'training.duration=100step',
  ];
  const { child, ended } = start(args, { cwd: project });
  await until(() => runsOf(project).length > 0);
  let said = '';
  child.stderr?.on('data', (text: string) => (said += text));
  child.kill('SIGINT');
  await until(() => said.includes('once more'));
  child.kill('SIGINT');
  expect((await ended).code).toBe(130);
});

test('a run that is told to end before its first step leaves nothing', async () => {
  const project = newProject();
  const { child, ended } = start(['data', 'prepare', 'data.characters=20000000'], { cwd: project });
  await until(() => existsSync(join(project, 'outputs', '.craft')) || child.exitCode !== null, 20);
  child.kill('SIGTERM');
  const { code, stderr } = await ended;
  expect(code, stderr).toBe(130);
  expect(stderr).toContain('Interrupted: what was begun is removed.');
});

test('a run that is done can go on for longer', async () => {
  const project = newProject();
  const { run } = await craftJson<Result>(['run', 'tiny'], { cwd: project });
  const args = ['run', '--resume', run, 'training.duration=12step', '--allow-change', 'schedule'];
  const longer = await craftJson<Result>(args, { cwd: project });
  expect(longer).toMatchObject({ run, status: 'completed', step: 12 });
  expect(readFileSync(join(run, 'config.yaml'), 'utf8')).toContain('duration: 12step');
});

test('a run that has nothing left to do is refused and stays as it was', async () => {
  const project = newProject();
  const { run, step } = await craftJson<Result>(['run', 'tiny'], { cwd: project });
  const before = readFileSync(join(run, 'config.yaml'), 'utf8');
  for (const change of [[], [`training.duration=${step}step`], ['training.duration=1step']]) {
    const { code, stderr } = await craft(['run', '--resume', run, ...change], { cwd: project });
    expect(code).toBe(2);
    expect(stderr).toContain(`expected more than the ${step} steps that the run has done`);
  }
  expect(readFileSync(join(run, 'config.yaml'), 'utf8')).toBe(before);
  expect(readJson<Result>(run, 'run.json').status).toBe('completed');
});

test('--resume auto begins a run where there is none to go on with', async () => {
  const project = newProject();
  const first = await craft(['run', 'tiny', '--resume', 'auto'], { cwd: project });
  expect(first.code).toBe(0);
  expect(first.stderr).toContain('There is no run to go on with: a new one begins.');
  expect(runsOf(project)).toHaveLength(1);
});

test('what does not fit the saved run is refused, all of it at once', async () => {
  const project = newProject();
  write(project, 'my.txt', 'the cat sat on the mat. '.repeat(40));
  const { run } = await craftJson<Result>(['run', 'tiny', 'data.path=my.txt'], { cwd: project });
  const changes = ['model.dModel=32', 'optimizer.learningRate=2e-3', 'training.seed=2'];
  const first = await craft(['run', '--resume', run, ...changes], { cwd: project });
  expect(first.code).toBe(2);
  expect(readable(first.stderr, project)).toMatchInlineSnapshot(`
    "error: resume: expected the saved run's configuration but received differences: model.dModel (architecture): 16 → 32; optimizer.learningRate (trajectory): 0.001 → 0.002; training.seed (trajectory): 1337 → 2 [resume.differences]
      Saved weights fit only the architecture they were learned with: start a new run for another."
  `);
  write(project, 'my.txt', 'the dog sat on the mat. '.repeat(40));
  const second = await craft(['run', '--resume', run, 'training.duration=20step'], { cwd: project });
  expect(second.code).toBe(2);
  expect(readable(second.stderr, project).replaceAll(/[0-9a-f]{32,64}/g, '<hash>')).toMatchInlineSnapshot(`
    "error: resume: expected the saved run's configuration but received differences: data.fingerprint (trajectory): "<hash>" → "<hash>"; tokenizer.hash (architecture): "<hash>" → "<hash>" [resume.differences]
      Saved weights fit only the architecture they were learned with: start a new run for another."
  `);
});

test('a run that somebody works on is left alone', async () => {
  const project = newProject();
  const { child, ended } = start(['run', 'tiny', 'training.duration=1000000step'], { cwd: project });
  await until(
    () => runsOf(project).length > 0 && existsSync(join(onlyRun(project), 'checkpoints', 'last.json')),
  );
  const { code, stderr } = await craft(['run', '--resume', onlyRun(project)], { cwd: project });
  child.kill('SIGKILL');
  await ended;
  expect(code).toBe(1);
  expect(stderr).toContain(
    `expected a run that nobody writes to, but process ${child.pid ?? 0} does [run.locked]`,
  );
});
