import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDevice, type Device } from '@craft/tensor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isBetter } from '../src/monitor.ts';
import { readMetrics } from '../src/runs/runFolder.ts';
import { errorOf } from './support/errorOf.ts';
import { temporaryFolder } from './support/temporaryFolder.ts';
import { tinyRun } from './support/tinyRun.ts';

let device: Device;
beforeAll(async () => {
  device = await openDevice('cpu', { threads: 1 });
});
afterAll(() => device.close());

test('what no evaluation gives is refused before the first step, with what there is', async () => {
  const refusal = (options: object) => errorOf(() => tinyRun({ device, ...options }));
  expect(await refusal({ settings: { monitor: 'val/los' } })).toMatchInlineSnapshot(`
    "monitor.unknown
    training.monitor: expected a figure of an evaluation but received "val/los"; did you mean "val/loss"?
    → There are val/loss, val/perplexity, val/accuracy, val/bitsPerCharacter."
  `);
  expect(await refusal({ callbacks: { mine: { monitor: 'test/loss' } } })).toMatchInlineSnapshot(`
    "monitor.unknown
    callbacks.mine.monitor: expected a figure of an evaluation but received "test/loss"
    → There are val/loss, val/perplexity, val/accuracy, val/bitsPerCharacter."
  `);
  const schedule = Object.assign(() => 0.1, { monitor: 'val/acuracy' });
  expect(await refusal({ schedule })).toMatchInlineSnapshot(`
    "monitor.unknown
    schedule.monitor: expected a figure of an evaluation but received "val/acuracy"; did you mean "val/accuracy"?
    → There are val/loss, val/perplexity, val/accuracy, val/bitsPerCharacter."
  `);
  expect(await refusal({ schedule, evaluate: false })).toMatchInlineSnapshot(`
    "monitor.unknown
    schedule.monitor: expected a figure of an evaluation but received "val/acuracy"
    → Nothing is evaluated: the data has no split besides train."
  `);
});

test('the best checkpoint is that of the figure that is monitored', async () => {
  const settings = { monitor: 'val/accuracy', monitorMode: 'max', evaluateEvery: '3step' } as const;
  const tiny = await tinyRun({ device, outputs: temporaryFolder(), settings });
  await tiny.trainer.fit();
  const { path = '', checkpoints = '' } = tiny.run ?? {};
  const accuracies = readMetrics(path).flatMap((line) =>
    line.split === 'val' && 'accuracy' in line ? [{ step: line.step, value: line.accuracy as number }] : [],
  );
  const highest = Math.max(...accuracies.map(({ value }) => value));
  expect(JSON.parse(readFileSync(join(checkpoints, 'best.json'), 'utf8'))).toEqual({
    step: accuracies.find(({ value }) => value === highest)?.step,
    checkpoint: expect.any(String) as string,
    metric: 'val/accuracy',
    value: highest,
  });
  tiny.close();
});

test('isBetter asks for more than the threshold, relative to the best', () => {
  const better = (value: number, mode: 'min' | 'max') => isBetter(value, 2, { mode, threshold: 0.1 });
  expect([1.79, 1.8, 2].map((value) => better(value, 'min'))).toEqual([true, false, false]);
  expect([2.21, 2.2, 2].map((value) => better(value, 'max'))).toEqual([true, false, false]);
});
