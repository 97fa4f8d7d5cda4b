import { openDevice, type Device, type Tensor } from '@craft/tensor';
import { describe, expect, test } from 'vitest';
import { languageModelTask } from '../src/languageModelTask.ts';
import { LossScaler } from '../src/lossScaler.ts';
import { AdamW } from '../src/optimizers/adamW.ts';
import { parameterGroups } from '../src/optimizers/parameterGroups.ts';
import { predictMemory } from '../src/predictMemory.ts';
import { runStep } from '../src/trainingStep.ts';
import { TinyModel } from './support/tinyModel.ts';

const vocabSize = 500;
const length = 16;

function build(device: Device) {
  const model = new TinyModel({ device, vocabSize, dModel: 64 });
  const groups = parameterGroups(model.namedParameters(), { weightDecay: 0.1 });
  const optimizer = new AdamW(groups, { beta1: 0.9, beta2: 0.99, eps: 1e-8 });
  return { model, optimizer, task: languageModelTask({ device }) };
}

function batch(batchSize: number) {
  const inputs = new Int32Array(batchSize * length).fill(3);
  return { inputs, targets: inputs, batchSize, length };
}

/** What two steps really took. */
async function measure(
  batchSize: number,
  microbatchSize: number,
  precision: 'f32' | 'mixed' = 'f32',
): Promise<number> {
  const device = await openDevice('cpu', { threads: 1 });
  try {
    const built = build(device);
    const scaler = precision === 'mixed' ? new LossScaler(device) : undefined;
    for (let step = 0; step < 2; step++) {
      const figures = await runStep({
        ...built,
        scaler,
        batch: batch(batchSize),
        microbatchSize,
        microbatches: batchSize / microbatchSize,
        seed: 0,
        step,
        learningRate: 1e-3,
        gradientClip: 1,
      });
      for (const one of Object.values(figures) as Tensor[]) one.dispose();
    }
    return device.memory().peakBytes;
  } finally {
    await device.close();
  }
}

describe('the memory that training will need is known before', () => {
  test.each([
    [1, 1, 'f32'],
    [2, 2, 'f32'],
    [64, 64, 'f32'],
    [300, 300, 'f32'],
    [64, 8, 'f32'],
    [64, 64, 'mixed'],
    [64, 8, 'mixed'],
  ] as const)('%i examples, %i at a time %s', async (batchSize, microbatchSize, precision) => {
    const device = await openDevice('cpu', { threads: 1 });
    const accumulates = microbatchSize < batchSize;
    const prediction = await predictMemory({
      device,
      build,
      batch: (size) => Promise.resolve(batch(size)),
      accumulates,
      gradientClip: 1,
      precision,
    });
    expect(device.memory().peakBytes).toBe(0);
    await device.close();
    const { peakBytes } = prediction.needFor(microbatchSize);
    const taken = await measure(batchSize, microbatchSize, precision);
    // A real buffer is up to a quarter larger than what was asked for.
    expect(taken).toBeGreaterThanOrEqual(peakBytes * 0.99);
    expect(taken).toBeLessThanOrEqual(peakBytes * 1.25);
  });

  test('the largest buffer and the parameters are known, too', async () => {
    const device = await openDevice('cpu', { threads: 1 });
    const { needFor, parameters } = await predictMemory({
      device,
      build,
      batch: (size) => Promise.resolve(batch(size)),
      accumulates: false,
      gradientClip: null,
    });
    await device.close();
    expect(parameters).toBe(2 * vocabSize * 64 + vocabSize);
    expect(needFor(1).largestBytes).toBe(4 * vocabSize * 64);
    expect(needFor(1000).largestBytes).toBe(4 * 1000 * length * vocabSize);
  });
});
