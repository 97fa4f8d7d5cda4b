import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { craft, craftJson, newProject, readable, start, until, write } from '../craft.ts';

interface Point {
  readonly index: number;
  readonly status: string;
  readonly step: number;
  readonly run: string | null;
  readonly error: string | null;
  readonly final: { readonly valLoss: number | null } | null;
  readonly arguments: readonly string[];
}

interface Table {
  readonly folder: string;
  readonly best: number | null;
  readonly points: readonly Point[];
}

function tableOf(stdout: string): Table {
  return JSON.parse(stdout) as Table;
}

test('eight points, one that fails and one that is killed: --resume finishes, and the table says what became of each', async () => {
  const project = newProject();
  // The last widths are refused by the tokenizer's prompt only when the point runs: it fails by itself.
  const sweep = start(
    [
      'sweep',
      'tiny',
      'training.duration=400step',
      'training.checkpointEvery=5step',
      'training.seed=1..4',
      'data.path=short.txt,long.txt',
      '--jobs',
      '2',
      '--json',
    ],
    { cwd: project },
  );
  write(project, 'short.txt', 'To be.\n');
  write(project, 'long.txt', 'the cat sat on the mat.\n'.repeat(200));
  const runs = () => {
    const sweeps = join(project, 'outputs/sweeps');
    const [name] = existsSync(sweeps) ? readdirSync(sweeps) : [];
    return name === undefined ? '' : join(sweeps, name, 'runs');
  };
  const victim = () =>
    runs() !== '' && existsSync(runs())
      ? readdirSync(runs()).find(
          (run) => run.startsWith('point-002') && existsSync(join(runs(), run, 'checkpoints/last.json')),
        )
      : undefined;
  await until(() => victim() !== undefined);
  const lock = readdirSync(join(runs(), victim() ?? '')).find((name) => /lock/.test(name)) ?? '';
  const { pid } = JSON.parse(readFileSync(join(runs(), victim() ?? '', lock), 'utf8')) as { pid: number };
  process.kill(pid, 'SIGKILL');
  const first = await sweep.ended;
  expect(first.code, first.stderr).toBe(1);
  const before = tableOf(first.stdout);
  expect(before.points).toHaveLength(8);
  expect(before.points.map(({ status }) => status)).toEqual([
    'failed',
    'killed',
    'failed',
    'completed',
    'failed',
    'completed',
    'failed',
    'completed',
  ]);
  expect(before.points[0]?.error).toContain('[data.too-short]');
  expect(readable(first.stderr, project)).toContain('Go on with what is left: craft-cli sweep --resume');

  write(project, 'short.txt', 'to be, or not to be.\n'.repeat(200));
  const again = await craft(['sweep', '--resume', 'auto', '--jobs', '2', '--json'], { cwd: project });
  expect(again.code, again.stderr).toBe(0);
  const after = tableOf(again.stdout);
  expect(after.points.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 'completed'));
  // What was done already was left alone, and what was killed went on.
  expect(after.points[3]?.run).toBe(before.points[3]?.run);
  expect(after.points[1]?.run).toBe(before.points[1]?.run);
  expect(readFileSync(join(after.folder, 'plot.svg'), 'utf8').match(/<circle/g)).toHaveLength(8);
});

test('what does not compose is wrong usage, and starts nothing', async () => {
  const project = newProject();
  const said = async (...args: string[]) => {
    const { code, stdout, stderr } = await craft(['sweep', ...args], { cwd: project });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    return readable(stderr, project);
  };
  expect(await said('tiny', 'model.nHeads=2,3,5')).toMatchInlineSnapshot(`
    "error: sweep: expected 3 points that compose but point 2 (model.nHeads=3) and 1 more do not: 1 problem in the configuration:

    model.dModel: expected a multiple of nHeads (3) but received 16 [config.invalid-value]
      configs/experiment/tiny.yaml:4:52
        4 | model: { type: gpt, nLayers: 1, nHeads: 2, dModel: 16, contextLength: 32 }
          |                                                    ^^ [sweep.invalid-point]"
  `);
  expect(await said('tiny')).toMatchInlineSnapshot(`
    "error: sweep: expected something that varies but received one value for each key [sweep.nothing-varies]
      Such as optimizer.learningRate=1e-3,3e-4 or training.seed=0..4; or name a file below configs/sweep/."
  `);
  expect(await said('--resume', 'nowhere')).toMatchInlineSnapshot(`
    "error: sweep: expected the folder of a sweep but received <project>/nowhere [sweep.missing]
      It has a sweep.json; sweeps lie in sweeps/ below outputs."
  `);
  write(
    project,
    'configs/sweep/odd.yaml',
    'experiment: tiny\nmethod: grid\nparameters:\n  training.seed: { min: 1, max: 3 }\nsamples: many\n',
  );
  expect(await said('odd')).toMatchInlineSnapshot(`
    "error: 1 problem in the configuration:

    samples: expected a number but received "many" [config.wrong-type]
      configs/sweep/odd.yaml:5:10
        5 | samples: many
          |          ^^^^"
  `);
  expect(existsSync(join(project, 'outputs'))).toBe(false);
  expect((await craft(['config', 'check', 'sweep/odd'], { cwd: project })).code).toBe(2);
});

test('a file of random points; --dry-run says which', async () => {
  const project = newProject();
  write(
    project,
    'configs/sweep/rates.yaml',
    'description: Learning rates\nexperiment: tiny\nmethod: random\nsamples: 3\nparameters:\n  optimizer.learningRate: { min: 1e-3, max: 1e-2, scale: log }\n',
  );
  type Dry = { points: string[][] };
  const dry = await craftJson<Dry>(['sweep', 'rates', '--dry-run'], { cwd: project });
  expect(dry.points).toHaveLength(3);
  expect(existsSync(join(project, 'outputs'))).toBe(false);
  expect((await craft(['config', 'check', 'rates'], { cwd: project })).code).toBe(0);
  const table = await craftJson<Table>(['sweep', 'rates'], { cwd: project });
  expect(table.points.map((point) => point.arguments)).toEqual(dry.points);
  const losses = table.points.map(({ final }) => final?.valLoss ?? Infinity);
  expect(table.best).toBe(losses.indexOf(Math.min(...losses)));
});

test('successive halving: the better ones train for longer', async () => {
  const project = newProject();
  write(
    project,
    'configs/sweep/halve.yaml',
    'experiment: tiny\noverrides: [training.duration=16step]\nmethod: halving\nsamples: 4\nhalving: { start: 4step, factor: 2 }\nparameters:\n  optimizer.learningRate: { min: 2e-4, max: 1e-1, scale: log }\n',
  );
  const table = await craftJson<Table>(['sweep', 'halve', '--jobs', '2'], { cwd: project });
  expect(table.points.map(({ step }) => step).sort((a, b) => a - b)).toEqual([4, 4, 8, 16]);
  expect(table.points.map(({ status }) => status).sort()).toEqual([
    'completed',
    'stopped',
    'stopped',
    'stopped',
  ]);
  expect(table.points[table.best ?? -1]?.step).toBe(16);
});

const hasSlurm = spawnSync('sinfo', ['-h'], { timeout: 10_000 }).status === 0;

test.skipIf(!hasSlurm)(
  'four points as an array job of Slurm (skipped where no Slurm answers)',
  { timeout: 300_000 },
  async () => {
    const project = newProject();
    const { code, stdout, stderr } = await craft(
      [
        'sweep',
        'tiny',
        'training.seed=1..4',
        '--launcher',
        'slurm',
        '--jobs',
        '2',
        '--slurm=--chdir=/tmp',
        '--json',
      ],
      { cwd: project },
    );
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/Submitted as Slurm job \d+\./);
    expect(tableOf(stdout).points.map(({ status }) => status)).toEqual(
      Array.from({ length: 4 }, () => 'completed'),
    );
  },
);

test('without Slurm the launcher says so', async () => {
  const project = newProject();
  const { code, stderr } = await craft(['sweep', 'tiny', 'training.seed=1,2', '--launcher', 'slurm'], {
    cwd: project,
    env: { PATH: '/nowhere' },
  });
  expect(code).toBe(2);
  expect(stderr).toContain('slurm: expected sbatch to take the job but there is no such program');
});
