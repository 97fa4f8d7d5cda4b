import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Metrics } from '../../src/metrics.ts';
import { readMetrics, RunFolder, type NewRun } from '../../src/runs/runFolder.ts';
import { readRunRecord, runStatus } from '../../src/runs/runRecord.ts';
import { errorOf } from '../support/errorOf.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const startedAt = new Date('2026-01-31T14:25:30.123Z');

async function create(outputs: string, changes: Partial<NewRun> = {}): Promise<RunFolder> {
  const run = await RunFolder.create({
    outputs,
    name: 'quickstart',
    experiment: 'quickstart',
    seed: 1337,
    device: 'cpu (2 threads, WebAssembly SIMD)',
    versions: { node: 'v20.20.2', craft: '0.1.0' },
    git: { commit: 'abc', dirty: false },
    argv: ['run', 'quickstart'],
    files: { 'config.yaml': 'device: cpu\n', 'config.origins.json': '{}\n' },
    startedAt,
    ...changes,
  });
  onTestFinished(() => run.close());
  return run;
}

const line = (step: number, split: 'train' | 'val' = 'train') => ({ step, split, loss: 1 }) as Metrics;

describe('a new run folder', () => {
  test('holds what a run is', async () => {
    const outputs = join(temporaryFolder(), 'deep', 'outputs');
    const run = await create(outputs);
    expect(run.path).toBe(join(outputs, 'quickstart-20260131-142530'));
    expect(readdirSync(run.path).sort()).toEqual([
      'checkpoints',
      'config.origins.json',
      'config.yaml',
      'evaluation',
      'events.jsonl',
      'lock.json',
      'metrics.jsonl',
      'run.json',
      'samples',
    ]);
    expect(readFileSync(join(run.path, 'config.yaml'), 'utf8')).toBe('device: cpu\n');
    expect(JSON.parse(readFileSync(join(run.path, 'run.json'), 'utf8'))).toMatchInlineSnapshot(`
      {
        "argv": [
          "run",
          "quickstart",
        ],
        "device": "cpu (2 threads, WebAssembly SIMD)",
        "elapsedSeconds": 0,
        "error": null,
        "experiment": "quickstart",
        "final": {
          "trainLoss": null,
          "valLoss": null,
        },
        "finishedAt": null,
        "git": {
          "commit": "abc",
          "dirty": false,
        },
        "id": "quickstart-20260131-142530",
        "name": "quickstart",
        "parameters": null,
        "resumedAt": null,
        "seed": 1337,
        "startedAt": "2026-01-31T14:25:30.123Z",
        "status": "running",
        "step": 0,
        "tokensPerSecond": null,
        "version": 1,
        "versions": {
          "craft": "0.1.0",
          "node": "v20.20.2",
        },
      }
    `);
  });

  test('gets a number where the name is taken', async () => {
    const outputs = temporaryFolder();
    const paths = [await create(outputs), await create(outputs), await create(outputs)].map(
      ({ path }) => path,
    );
    const base = join(outputs, 'quickstart-20260131-142530');
    expect(paths).toEqual([base, `${base}-2`, `${base}-3`]);
  });

  test('never leaves the outputs folder, whatever its name', async () => {
    const outputs = temporaryFolder();
    for (const [name, expected] of [
      ['../../etc', 'etc'],
      ['a/b c', 'a-b-c'],
      ['Größe', 'Größe'],
      ['..', 'run'],
    ] as const) {
      expect((await create(outputs, { name })).path).toBe(join(outputs, `${expected}-20260131-142530`));
    }
  });

  test('that cannot be filled does not stay', async () => {
    const outputs = temporaryFolder();
    await expect(create(outputs, { files: { 'no/such/folder': '' } })).rejects.toThrow(
      'its folder does not exist',
    );
    expect(readdirSync(outputs)).toEqual([]);
  });

  test('that cannot be made is one clear error', async () => {
    const outputs = temporaryFolder();
    writeFileSync(join(outputs, 'file'), '');
    expect(await errorOf(() => create(join(outputs, 'file', 'runs')), outputs)).toMatchInlineSnapshot(`
      "run.create
      <folder>/file/runs/quickstart-20260131-142530: the run folder cannot be made: ENOTDIR: not a directory, mkdir '<folder>/file/runs'
      → Choose another folder with outputs=<folder>."
    `);
  });
});

describe('a run folder opened again', () => {
  test('goes on with its record, metrics and events', async () => {
    const run = await create(temporaryFolder());
    run.update({ step: 5, status: 'interrupted' });
    run.appendMetrics(line(1));
    run.appendEvent({ type: 'start' });
    run.close();
    appendFileSync(join(run.path, 'metrics.jsonl'), '{"step": 2, "spl');
    const again = await RunFolder.open(run.path);
    again.appendMetrics(line(2));
    expect(again.record).toMatchObject({ step: 5, status: 'interrupted', seed: 1337 });
    expect(readMetrics(run.path)).toEqual([line(1), line(2)]);
    again.close();
  });

  test('is rid of what a killed process left among its checkpoints', async () => {
    const run = await create(temporaryFolder());
    run.close();
    for (const name of ['step-00000010', 'step-00000020.tmp-99', 'step-00000005.deleted-99']) {
      mkdirSync(join(run.checkpoints, name));
      writeFileSync(join(run.checkpoints, name, 'model.safetensors'), 'x');
    }
    writeFileSync(join(run.checkpoints, '.last.json.tmp-99'), '{');
    writeFileSync(join(run.checkpoints, 'notes.txt'), 'mine');
    writeFileSync(join(run.path, '.run.json.tmp-99'), '{');
    (await RunFolder.open(run.path)).close();
    expect(existsSync(join(run.path, '.run.json.tmp-99'))).toBe(false);
    expect(readdirSync(run.checkpoints).sort()).toEqual(['notes.txt', 'step-00000010']);
  });

  test('drops the metrics that a resumed run makes again', async () => {
    const run = await create(temporaryFolder());
    for (const one of [line(1), line(10), line(10, 'val'), line(11), line(20, 'val')]) run.appendMetrics(one);
    expect(run.dropMetricsAfter(10)).toBe(2);
    run.appendMetrics(line(11));
    expect(readMetrics(run.path)).toEqual([line(1), line(10), line(10, 'val'), line(11)]);
  });

  test('that is none is one clear error', async () => {
    const folder = temporaryFolder();
    expect(await errorOf(() => RunFolder.open(folder), folder)).toMatchInlineSnapshot(`
      "run.missing
      <folder>: expected a run folder but its run.json is missing"
    `);
    writeFileSync(join(folder, 'run.json'), '{"version":2}');
    expect(await errorOf(() => RunFolder.open(folder), folder)).toMatchInlineSnapshot(`
      "run.unreadable
      <folder>/run.json: expected the record of a run of version 1 but its version is 2
      → Put run.json back from a copy: its weights, in <folder>/checkpoints, are not concerned. Or begin anew with <folder>/config.yaml."
    `);
    writeFileSync(join(folder, 'run.json'), '{"ver');
    expect(await errorOf(() => RunFolder.open(folder), folder)).toContain('run.unreadable');
    expect(existsSync(join(folder, 'lock.json'))).toBe(false);
  });
});

describe('runStatus', () => {
  test('of a run that nobody runs any more is dead', async () => {
    const run = await create(temporaryFolder());
    expect(runStatus(run.path, readRunRecord(run.path))).toBe('running');
    run.close();
    expect(runStatus(run.path, readRunRecord(run.path))).toBe('dead');
  });

  test('of a run that ended is how it ended', async () => {
    const run = await create(temporaryFolder());
    run.update({ status: 'completed' });
    run.close();
    expect(runStatus(run.path, readRunRecord(run.path))).toBe('completed');
  });
});

test('samples and evaluations have their files', async () => {
  const run = await create(temporaryFolder());
  run.writeSample(500, 'Once upon a time');
  run.writeEvaluation('test', { loss: 1 });
  expect(readFileSync(join(run.path, 'samples', 'step-00000500.txt'), 'utf8')).toBe('Once upon a time');
  expect(readFileSync(join(run.path, 'evaluation', 'test.json'), 'utf8')).toBe('{\n  "loss": 1\n}\n');
});
