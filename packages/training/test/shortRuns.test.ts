import { openDevice, type Device } from '@craft/tensor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OverfitLoader } from '../src/overfitLoader.ts';
import { readMetrics } from '../src/runs/runFolder.ts';
import { completeSettings } from '../src/trainingSettings.ts';
import { errorOf } from './support/errorOf.ts';
import { temporaryFolder } from './support/temporaryFolder.ts';
import { tinyRun } from './support/tinyRun.ts';
import { TokenLoader } from './support/tokenLoader.ts';

let device: Device;
beforeAll(async () => {
  device = await openDevice('cpu', { threads: 1 });
});
afterAll(() => device.close());

test('fastDevRun makes three steps with everything that a run has', async () => {
  const settings = { duration: '500step', fastDevRun: true };
  const tiny = await tinyRun({ device, outputs: temporaryFolder(), settings });
  expect(await tiny.trainer.fit()).toMatchObject({ status: 'completed', step: 3 });
  const lines = readMetrics(tiny.run?.path ?? '');
  expect(lines.map(({ split, step }) => `${split} ${step}`)).toEqual([
    'train 1',
    'train 2',
    'val 2',
    'train 3',
    'val 3',
  ]);
  tiny.close();
});

test('overfitBatches gives the same batches again and again', async () => {
  const settings = { overfitBatches: 2, duration: '200step', logEvery: '1step', evaluateEvery: null };
  const run = async () => {
    const tiny = await tinyRun({ device, outputs: temporaryFolder(), settings, evaluate: false });
    await tiny.trainer.fit();
    const losses = readMetrics(tiny.run?.path ?? '').map(({ loss }) => loss);
    tiny.close();
    return losses;
  };
  const losses = await run();
  // A bigram model cannot know these batches by heart, but it ends well below what it is on data that changes.
  expect(Math.max(...losses.slice(-2))).toBeLessThan(0.75);
  expect(await run()).toEqual(losses);
});

test('OverfitLoader goes on where it was', async () => {
  const indices = async (loader: OverfitLoader<{ index?: number }>, count: number) => {
    const found = [];
    for (let i = 0; i < count; i++) found.push((await loader.next()).index);
    return found;
  };
  const first = new OverfitLoader(new TokenLoader(), 3);
  expect(await indices(first, 5)).toEqual([0, 1, 2, 0, 1]);
  const second = new OverfitLoader(new TokenLoader(), 3);
  second.load(first.state());
  expect(await indices(second, 4)).toEqual([2, 0, 1, 2]);
});

test('a setting that cannot be is named', async () => {
  expect(await errorOf(() => completeSettings({ batchSize: 0 }))).toMatchInlineSnapshot(`
    "training.settings
    training settings: batchSize: Invalid value: Expected >=1 but received 0"
  `);
});
