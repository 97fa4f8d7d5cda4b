import { openDevice, type Device } from '@craft/tensor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CallbackEvents } from '../../src/callbacks/callback.ts';
import { earlyStopping } from '../../src/callbacks/earlyStopping.ts';
import { timeLimit } from '../../src/callbacks/timeLimit.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { tinyRun } from '../support/tinyRun.ts';

let device: Device;
beforeAll(async () => {
  device = await openDevice('cpu', { threads: 1 });
});
afterAll(() => device.close());

const options = { monitor: 'val/loss', mode: 'min', threshold: 0, patience: 1 } as const;

describe('earlyStopping', () => {
  /** What it asks for after an evaluation with this loss. */
  const tell = (callback: ReturnType<typeof earlyStopping>, loss: number) =>
    callback.onEvaluateEnd?.({
      results: { val: { loss, perplexity: Math.exp(loss), tokens: 1 } },
    } as unknown as CallbackEvents['onEvaluateEnd']);

  test('asks for the end after more evaluations without improvement than it puts up with', () => {
    const callback = earlyStopping(options);
    const asked = [3, 2, 2.5, 1.9, 1.9, 2].map((loss) => tell(callback, loss));
    expect(asked).toEqual([undefined, undefined, undefined, undefined, undefined, { stop: true }]);
  });

  test('remembers in a checkpoint what it has seen', () => {
    const before = earlyStopping(options);
    for (const loss of [3, 2, 2.5]) void tell(before, loss);
    const after = earlyStopping(options);
    after.load?.(JSON.parse(JSON.stringify(before.state?.())));
    expect(tell(after, 2.1)).toEqual({ stop: true });
  });

  test('ends a run, evaluated and saved', async () => {
    const settings = { duration: '100step', evaluateEvery: '5step' };
    const impossible = {
      ...options,
      monitor: 'val/accuracy',
      mode: 'max',
      threshold: 9,
      patience: 2,
    } as const;
    const tiny = await tinyRun({
      device,
      outputs: temporaryFolder(),
      settings,
      callbacks: { stop: earlyStopping(impossible) },
    });
    const result = await tiny.trainer.fit();
    expect(result).toMatchObject({ status: 'completed', step: 20 });
    expect(result.checkpoint).toContain('step-00000020');
    tiny.close();
  });
});

test('timeLimit saves and stops a run that can go on', async () => {
  const tiny = await tinyRun({
    device,
    outputs: temporaryFolder(),
    settings: { duration: '1000000step', evaluateEvery: null, checkpointEvery: null },
    callbacks: { limit: timeLimit({ duration: '0.2s' }) },
  });
  const result = await tiny.trainer.fit();
  expect(result.status).toBe('interrupted');
  expect(result.step).toBeGreaterThan(0);
  expect(result.elapsedSeconds).toBeGreaterThanOrEqual(0.2);
  expect(result.checkpoint).not.toBe(null);
  tiny.close();
});
