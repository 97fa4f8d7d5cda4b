import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { openDevice, tensor, type Device, type Tensor } from '@craft/tensor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkpointName, checkpointSteps } from '../../src/checkpoints/checkpointFolder.ts';
import { CheckpointKeeper } from '../../src/checkpoints/checkpointKeeper.ts';
import { rankBest, stepsToDelete } from '../../src/checkpoints/keepPolicy.ts';
import { latestCheckpoint, loadCheckpoint, readTensors } from '../../src/checkpoints/loadCheckpoint.ts';
import { findCheckpoint } from '../../src/checkpoints/pointers.ts';
import { saveCheckpoint } from '../../src/checkpoints/saveCheckpoint.ts';
import type { TrainingState } from '../../src/checkpoints/trainingState.ts';
import { errorOf } from '../support/errorOf.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

let device: Device;
let model: Map<string, Tensor>;
let optimizer: Map<string, Tensor>;
beforeAll(async () => {
  device = await openDevice('cpu', { threads: 1 });
  model = new Map([
    [
      'weight',
      tensor(
        [
          [1, 2],
          [3, NaN],
        ],
        { device },
      ).keep(),
    ],
    ['positions', tensor([0, 1, 2], { device, dtype: 'i32' }).keep()],
    ['mask', tensor([true, false, true], { device }).keep()],
    ['halves', tensor([1, -2, 0.5], { device, dtype: 'f16' }).keep()],
  ]);
  optimizer = new Map([
    [
      'm.weight',
      tensor(
        [
          [0.5, 0],
          [0, -1e-30],
        ],
        { device },
      ).keep(),
    ],
  ]);
});
afterAll(() => device.close());

function stateAt(step: number): TrainingState {
  return {
    version: 1,
    step,
    tokens: step * 24,
    elapsedSeconds: 1.5,
    seed: 1337,
    loader: { cursor: step },
    optimizer: { type: 'adamw', values: { updates: { weight: step } } },
    callbacks: { sample: { last: 0 } },
    smoothing: { sum: 0.1, weight: 0.2 },
    final: { trainLoss: 1.25, valLoss: null },
    best: [],
    evaluationDue: false,
    about: { config: { device: 'cpu' } },
  };
}

const save = (checkpoints: string, step: number) =>
  saveCheckpoint(checkpoints, { model, optimizer, state: stateAt(step) });

describe('a checkpoint', () => {
  test('gives back what was saved, bit for bit', async () => {
    const checkpoints = join(temporaryFolder(), 'checkpoints');
    const path = await save(checkpoints, 1000);
    expect(path).toBe(join(checkpoints, 'step-00001000'));
    expect(readdirSync(path).sort()).toEqual([
      'manifest.json',
      'model.safetensors',
      'optimizer.safetensors',
      'state.json',
    ]);
    expect(readdirSync(checkpoints)).toEqual(['step-00001000']);
    const loaded = await loadCheckpoint(path);
    expect(loaded).toEqual({ path, step: 1000, state: stateAt(1000) });
    expect(await readTensors(loaded, 'model')).toEqual(
      new Map([
        ['positions', { data: Int32Array.of(0, 1, 2), shape: [3] }],
        ['mask', { data: Uint8Array.of(1, 0, 1), shape: [3] }],
        ['halves', { data: Uint16Array.of(0x3c00, 0xc000, 0x3800), shape: [3] }],
        ['weight', { data: Float32Array.of(1, 2, 3, NaN), shape: [2, 2] }],
      ]),
    );
    expect([...(await readTensors(loaded, 'optimizer')).keys()]).toEqual(['m.weight']);
  });

  test('takes the place of one of the same step', async () => {
    const checkpoints = temporaryFolder();
    const path = await save(checkpoints, 7);
    writeFileSync(join(path, 'model.safetensors'), 'spoilt');
    await save(checkpoints, 7);
    await loadCheckpoint(path);
    expect(readdirSync(checkpoints)).toEqual(['step-00000007']);
  });

  test('that cannot be written is one clear error and leaves nothing', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'checkpoints'), 'a file');
    expect(await errorOf(() => save(join(folder, 'checkpoints'), 1), folder)).toMatchInlineSnapshot(`
      "checkpoint.write
      <folder>/checkpoints/step-00000001: the checkpoint cannot be saved: a file is where a folder should be
      → Earlier checkpoints are whole: make room, then go on with --resume."
    `);
    expect(readFileSync(join(folder, 'checkpoints'), 'utf8')).toBe('a file');
  });
});

describe('a damaged checkpoint is refused by name', () => {
  async function damagedBy(damage: (path: string) => void): Promise<string> {
    const folder = temporaryFolder();
    const path = await save(folder, 5);
    damage(path);
    return errorOf(() => loadCheckpoint(path), folder);
  }

  test('a file is missing', async () => {
    expect(await damagedBy((path) => rmSync(join(path, 'state.json')))).toMatchInlineSnapshot(`
      "checkpoint.damaged
      <folder>/step-00000005: the checkpoint is damaged: state.json is missing
      → Go on from an earlier checkpoint of the run."
    `);
    expect(await damagedBy((path) => rmSync(join(path, 'manifest.json')))).toMatchInlineSnapshot(`
      "checkpoint.damaged
      <folder>/step-00000005: the checkpoint is damaged: manifest.json is missing
      → Go on from an earlier checkpoint of the run."
    `);
  });

  test('a file is cut off', async () => {
    expect(await damagedBy((path) => truncateSync(join(path, 'model.safetensors'), 20)))
      .toMatchInlineSnapshot(`
        "checkpoint.damaged
        <folder>/step-00000005: the checkpoint is damaged: model.safetensors: expected 293 bytes but received 20
        → Go on from an earlier checkpoint of the run."
      `);
    expect(await damagedBy((path) => truncateSync(join(path, 'manifest.json'), 20))).toMatchInlineSnapshot(`
      "checkpoint.damaged
      <folder>/step-00000005: the checkpoint is damaged: manifest.json is not a manifest of version 1
      → Go on from an earlier checkpoint of the run."
    `);
  });

  test.each(['model.safetensors', 'optimizer.safetensors', 'state.json'])(
    'a bit of %s is flipped',
    async (name) => {
      const refusal = await damagedBy((path) => {
        const bytes = readFileSync(join(path, name));
        bytes[bytes.length - 3] = (bytes[bytes.length - 3] ?? 0) ^ 4;
        writeFileSync(join(path, name), bytes);
      });
      expect(refusal).toBe(
        `checkpoint.damaged\n<folder>/step-00000005: the checkpoint is damaged: ${name}: its content has changed since it was written\n→ Go on from an earlier checkpoint of the run.`,
      );
    },
  );

  test('the manifest is without data, or names files elsewhere', async () => {
    const write = (files: object) => (path: string) =>
      writeFileSync(join(path, 'manifest.json'), JSON.stringify({ version: 1, step: 5, files }));
    expect(await damagedBy(write({}))).toMatchInlineSnapshot(`
      "checkpoint.damaged
      <folder>/step-00000005: the checkpoint is damaged: manifest.json does not name model.safetensors
      → Go on from an earlier checkpoint of the run."
    `);
    expect(await damagedBy(write({ '../state.json': { bytes: 1, sha256: '' } }))).toMatchInlineSnapshot(`
      "checkpoint.damaged
      <folder>/step-00000005: the checkpoint is damaged: manifest.json is not a manifest of version 1
      → Go on from an earlier checkpoint of the run."
    `);
  });

  test('it is another step’s', async () => {
    const folder = temporaryFolder();
    const path = await save(folder, 5);
    const manifest = join(path, 'manifest.json');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"step": 5', '"step": 6'));
    expect(await errorOf(() => loadCheckpoint(path), folder)).toMatchInlineSnapshot(`
      "checkpoint.damaged
      <folder>/step-00000005: the checkpoint is damaged: state.json is of step 5
      → Go on from an earlier checkpoint of the run."
    `);
  });
});

describe('latestCheckpoint', () => {
  test('is undefined where there is none', async () => {
    expect(await latestCheckpoint(join(temporaryFolder(), 'none'))).toBe(undefined);
  });

  test('skips what is damaged, saying so, and takes the one before', async () => {
    const checkpoints = temporaryFolder();
    for (const step of [100, 200, 300]) await save(checkpoints, step);
    rmSync(join(checkpoints, checkpointName(300), 'manifest.json'));
    truncateSync(join(checkpoints, checkpointName(200), 'model.safetensors'), 30);
    mkdirSync(join(checkpoints, 'step-00000400.tmp-12'));
    const skipped: string[] = [];
    const latest = await latestCheckpoint(checkpoints, { onSkip: ({ message }) => skipped.push(message) });
    expect(latest?.step).toBe(100);
    expect(skipped.map((message) => message.replaceAll(checkpoints, '<folder>'))).toMatchInlineSnapshot(`
      [
        "<folder>/step-00000300: the checkpoint is damaged: manifest.json is missing",
        "<folder>/step-00000200: the checkpoint is damaged: model.safetensors: expected 293 bytes but received 30",
      ]
    `);
  });

  test('says so where all are damaged', async () => {
    const checkpoints = temporaryFolder();
    await save(checkpoints, 1);
    rmSync(join(checkpoints, checkpointName(1), 'state.json'));
    expect(await errorOf(() => latestCheckpoint(checkpoints), checkpoints)).toMatchInlineSnapshot(`
      "checkpoint.none-whole
      <folder>: expected a whole checkpoint but received 1 damaged
      → Start a new run."
    `);
  });
});

describe('findCheckpoint', () => {
  test('finds the last, the best and any step', async () => {
    const checkpoints = temporaryFolder();
    const keeper = new CheckpointKeeper(checkpoints, { keepLast: 3, keepBest: 1, monitorMode: 'min' });
    for (const [step, loss] of [
      [10, 2],
      [20, 1],
      [30, 3],
    ] as const) {
      keeper.consider(step, 'val/loss', loss);
      await keeper.save({ model, optimizer, state: stateAt(step) });
    }
    expect((await findCheckpoint(checkpoints, 'last')).step).toBe(30);
    expect((await findCheckpoint(checkpoints, 'best')).step).toBe(20);
    expect((await findCheckpoint(checkpoints, 10)).step).toBe(10);
    expect(JSON.parse(readFileSync(join(checkpoints, 'best.json'), 'utf8'))).toEqual({
      step: 20,
      checkpoint: 'step-00000020',
      metric: 'val/loss',
      value: 1,
    });
    expect(await errorOf(() => findCheckpoint(checkpoints, 15), checkpoints)).toMatchInlineSnapshot(`
      "checkpoint.missing
      <folder>: expected a checkpoint of step 15 but there is none
      → Steps with a checkpoint: 10, 20, 30."
    `);
  });

  test('says what there is not', async () => {
    const checkpoints = temporaryFolder();
    expect(await errorOf(() => findCheckpoint(checkpoints, 'last'), checkpoints)).toMatchInlineSnapshot(`
      "checkpoint.missing
      <folder>: expected a last checkpoint but there is none
      → The run has saved nothing yet."
    `);
    await save(checkpoints, 1);
    expect(await errorOf(() => findCheckpoint(checkpoints, 'best'), checkpoints)).toMatchInlineSnapshot(`
      "checkpoint.missing
      <folder>: expected a best checkpoint but there is none
      → Steps with a checkpoint: 1."
    `);
  });
});

describe('which checkpoints stay', () => {
  const best = (...steps: number[]) => steps.map((step) => ({ step, value: 1 }));

  test('the newest and the best', () => {
    expect(stepsToDelete([10, 20, 30, 40], 40, best(10), { keepLast: 2 })).toEqual([20]);
    expect(stepsToDelete([10, 20, 30, 40], 40, [], { keepLast: 9 })).toEqual([]);
  });

  test('never goes without the one just saved', () => {
    expect(stepsToDelete([10, 20], 20, [], { keepLast: 0 })).toEqual([10]);
  });

  test('those after it belong to a future that was given up', () => {
    expect(stepsToDelete([10, 20, 30, 40], 20, best(40), { keepLast: 2 })).toEqual([30, 40]);
  });

  test('the best are ranked by loss, of equals the earlier first', () => {
    const two = { keepBest: 2, monitorMode: 'min' } as const;
    let ranked = rankBest([], { step: 10, value: 2 }, two);
    ranked = rankBest(ranked, { step: 20, value: 3 }, two);
    ranked = rankBest(ranked, { step: 30, value: 2 }, two);
    expect(ranked.map(({ step }) => step)).toEqual([10, 30]);
    expect(rankBest(ranked, { step: 30, value: 1 }, two).map(({ step }) => step)).toEqual([30, 10]);
    expect(rankBest(ranked, { step: 40, value: 0 }, { ...two, keepBest: 0 })).toEqual([]);
    const highest = { keepBest: 1, monitorMode: 'max' } as const;
    expect(rankBest(ranked, { step: 40, value: 9 }, highest).map(({ step }) => step)).toEqual([40]);
  });

  test('on the disk', async () => {
    const checkpoints = temporaryFolder();
    const keeper = new CheckpointKeeper(checkpoints, { keepLast: 2, keepBest: 1, monitorMode: 'min' });
    const losses = new Map([
      [10, 2],
      [30, 1],
      [50, 1.5],
    ]);
    const there: number[][] = [];
    for (const step of [10, 20, 30, 40, 50]) {
      const loss = losses.get(step);
      if (loss !== undefined) keeper.consider(step, 'val/loss', loss);
      await keeper.save({ model, optimizer, state: stateAt(step) });
      there.push(checkpointSteps(checkpoints));
    }
    expect(there).toEqual([[10], [10, 20], [20, 30], [30, 40], [30, 40, 50]]);
    expect(existsSync(join(checkpoints, 'last.json'))).toBe(true);
    expect(keeper.last).toBe(join(checkpoints, checkpointName(50)));
  });

  test('a resumed run remembers its best, unless that is gone', async () => {
    const checkpoints = temporaryFolder();
    for (const step of [10, 20]) await save(checkpoints, step);
    const saved = await loadCheckpoint(join(checkpoints, checkpointName(20)));
    const resumed = {
      ...saved,
      state: {
        ...saved.state,
        best: [
          { step: 5, value: 0.1 },
          { step: 10, value: 1 },
        ],
      },
    };
    const keeper = new CheckpointKeeper(
      checkpoints,
      { keepLast: 1, keepBest: 1, monitorMode: 'min' },
      resumed,
    );
    expect(keeper.consider(30, 'val/loss', 2)).toBe(false);
    await keeper.save({ model, optimizer, state: stateAt(30) });
    expect(checkpointSteps(checkpoints)).toEqual([10, 30]);
  });
});

test('a checkpoint copied elsewhere is as good as it was', async () => {
  const folder = temporaryFolder();
  const path = await save(folder, 3);
  cpSync(path, join(folder, 'mine'), { recursive: true });
  expect((await loadCheckpoint(join(folder, 'mine'))).step).toBe(3);
});
