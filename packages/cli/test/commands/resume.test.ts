import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

/** What a run logged, without what a clock and the device say. */
function figuresOf(run: string): unknown[] {
  type Line = Record<string, unknown>;
  return readLines<Line>(run, 'metrics.jsonl').map(
    ({ elapsedSeconds: _elapsed, tokensPerSecond: _rate, deviceBytes: _bytes, ...figures }) => figures,
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
  const args = ['run', '--resume', run, 'training.duration=12step'];
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
    expect(stderr).toContain(
      'To train it for longer: training.duration=20step; the learning rate then is that of a run of this length.',
    );
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

test('an empty name of a run is no run', async () => {
  const project = newProject();
  await craftJson(['run', 'tiny'], { cwd: project });
  for (const args of [
    ['run', '--resume', ''],
    ['generate', ''],
    ['evaluate', ' '],
  ]) {
    const { code, stderr } = await craft(args, { cwd: project });
    expect(code).toBe(2);
    expect(stderr).toContain('error: run: expected a run folder or its name but received "');
  }
});

test('--allow-change takes keys that there are', async () => {
  const project = newProject();
  const { run } = await craftJson<Result>(['run', 'tiny'], { cwd: project });
  const said = async (...names: string[]) => {
    const args = ['run', '--resume', run, 'training.duration=12step', '--allow-change', ...names];
    const { code, stderr } = await craft(args, { cwd: project });
    expect(code).toBe(2);
    return stderr.split('\n')[0];
  };
  expect(await said('optimizer.learningRat')).toMatchInlineSnapshot(
    `"error: --allow-change: expected a key of the configuration but received "optimizer.learningRat"; did you mean "optimizer.learningRate"? [usage.allow-change]"`,
  );
  expect(await said('optimizer', 'learningRate')).toMatchInlineSnapshot(
    `"error: --allow-change: expected a key of the configuration but received "learningRate"; did you mean "optimizer.learningRate"? [usage.allow-change]"`,
  );
  expect(await said('everything')).toMatchInlineSnapshot(
    `"error: --allow-change: expected a key of the configuration but received "everything" [usage.allow-change]"`,
  );
  expect(readJson<Result>(run, 'run.json').step).toBe(10);
  const allowed = ['optimizer.learningRate=2e-3', '--allow-change', 'optimizer.learningRate'];
  const longer = await craftJson<Result>(['run', '--resume', run, 'training.duration=12step', ...allowed], {
    cwd: project,
  });
  expect(longer.step).toBe(12);
});

test('a lost record of a run is said, whoever looks for a run', async () => {
  const project = newProject();
  const { run } = await craftJson<Result>(['run', 'tiny'], { cwd: project });
  const damages: [what: string, damage: () => void, said: string][] = [
    ['torn', () => write(run, 'run.json', '{"version": 1, "sta'), 'run.json: expected the record of a run'],
    ['another', () => write(run, 'run.json', '{"version": 2}'), 'its version is 2'],
    ['missing', () => rmSync(join(run, 'run.json')), 'its run.json is missing'],
  ];
  for (const [what, damage, said] of damages) {
    damage();
    for (const args of [['generate'], ['evaluate'], ['run', 'tiny', '--resume', 'auto', '--dry-run']]) {
      const { stderr } = await craft(args, { cwd: project });
      expect({ what, args, stderr }).toMatchObject({
        stderr: expect.stringMatching(/^Passed over: \S+tiny-/m) as string,
      });
      expect(stderr).toContain(said);
    }
    const named = await craft(['generate', run], { cwd: project });
    expect(named.code).toBe(2);
    expect(named.stderr).toContain(said);
    expect(named.stderr).toContain('Put run.json back from a copy');
  }
});

test('a lost vocabulary is written again by going on, and generate says where there is a copy', async () => {
  const project = newProject();
  const { run } = await craftJson<Result>(['run', 'tiny'], { cwd: project });
  const file = join(run, 'tokenizer.json');
  const whole = readFileSync(file, 'utf8');
  const damages: [damage: () => void, said: string][] = [
    [() => rmSync(file), 'there is no such file'],
    [() => writeFileSync(file, whole.slice(0, 40)), 'received what is not JSON'],
    [() => writeFileSync(file, '{"type":"character","characters":["a"]}'), 'received another one'],
  ];
  for (const [damage, said] of damages) {
    damage();
    const { code, stderr } = await craft(['generate'], { cwd: project });
    expect(code).toBe(2);
    expect(stderr).toContain(`tokenizer.json: expected the run's tokenizer but ${said} [run.unreadable]`);
    const [, from = '', to = ''] = /The prepared data has a copy: cp (\S+) (\S+)/.exec(stderr) ?? [];
    copyFileSync(join(project, from), join(project, to));
    expect(readFileSync(file, 'utf8')).toBe(whole);
  }
  rmSync(file);
  await craftJson<Result>(['run', '--resume', run, 'training.duration=12step'], { cwd: project });
  expect(readFileSync(file, 'utf8')).toBe(whole);
});

test('the loss of the terminal saves the state', async () => {
  const project = newProject();
  const { child, ended } = start(['run', ...long], { cwd: project });
  await until(() => runsOf(project).length > 0 && hasMetrics(onlyRun(project)));
  child.kill('SIGHUP');
  const { code, stderr } = await ended;
  expect(code, stderr).toBe(130);
  expect(readJson<Result>(onlyRun(project), 'run.json').status).toBe('interrupted');
});

test('the record has the experiment and, beside it, the name', async () => {
  const project = newProject();
  const record = (run: string) => readJson<{ experiment: string | null; name: string }>(run, 'run.json');
  const named = await craftJson<Result>(['run', 'tiny', 'name=mine'], { cwd: project });
  expect(record(named.run)).toMatchObject({ experiment: 'tiny', name: 'mine' });
  const again = await craftJson<Result>(['run', join(named.run, 'config.yaml')], { cwd: project });
  expect(record(again.run)).toMatchObject({ experiment: null, name: 'mine' });
});
