import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDevice, type Device } from '@craft/tensor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SampleRequest } from '../../src/callbacks/callback.ts';
import { sampleCallback, sampleComponent } from '../../src/callbacks/sampleCallback.ts';
import { errorOf } from '../support/errorOf.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { tinyRun, type TinyRun } from '../support/tinyRun.ts';

let device: Device;
beforeAll(async () => {
  device = await openDevice('cpu', { threads: 1 });
});
afterAll(() => device.close());

const options = { every: '4step', prompt: '\n', maxTokens: 5, temperature: 0.8, topK: null, topP: null };

/** A run of 10 steps with a sampler that says what it was asked and how the model stood. */
async function sampledRun(stop?: number) {
  const requests: (SampleRequest & { training: boolean })[] = [];
  const shown: string[] = [];
  const sampler = sampleCallback(options, {
    sample: async (request) => {
      requests.push({ ...request, training: tiny.model.training });
      return `text ${requests.length}`;
    },
    show: (text) => shown.push(text),
  });
  const stopper = {
    onStepEnd: ({ step }: { step: number }) => void (step === stop && tiny.trainer.requestStop()),
  };
  const tiny: TinyRun = await tinyRun({
    device,
    outputs: temporaryFolder(),
    settings: { duration: '10step', seed: 100 },
    callbacks: { stopper, sampler },
  });
  const result = await tiny.trainer.fit();
  const steps = requests.map(({ seed }) => seed - 100);
  tiny.close();
  return { requests, shown, steps, result, path: tiny.run?.path ?? '', training: tiny.model.training };
}

describe('sampleCallback', () => {
  test('writes now and then and in the end', async () => {
    const { steps, shown, path } = await sampledRun();
    expect(steps).toEqual([4, 8, 10]);
    expect(shown).toEqual(['text 1', 'text 2', 'text 3']);
    expect(readFileSync(join(path, 'samples', 'step-00000010.txt'), 'utf8')).toBe('text 3');
  });

  test('asks with its options, a seed of the step, and the model in evaluation mode', async () => {
    const { requests, training } = await sampledRun();
    const { every: _, ...wish } = options;
    expect(requests[0]).toEqual({
      ...wish,
      seed: 104,
      signal: expect.any(AbortSignal) as AbortSignal,
      training: false,
    });
    expect(training).toBe(true);
  });

  test('of an interrupted run writes nothing more', async () => {
    const { shown, result } = await sampledRun(8);
    expect(result.status).toBe('interrupted');
    expect(shown).toEqual(['text 1']);
  });
});

test('the component needs something that can generate', async () => {
  expect(await errorOf(() => sampleComponent.create(options, {}))).toMatchInlineSnapshot(`
    "callback.no-sampler
    callback sample: expected a model that can generate but received none"
  `);
});
