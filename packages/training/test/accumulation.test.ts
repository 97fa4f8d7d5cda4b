import { Random } from '@craft/tensor';
import { expect, test } from 'vitest';
import { languageModelTask } from '../src/languageModelTask.ts';
import { runStep } from '../src/trainingStep.ts';
import type { Optimizer } from '../src/optimizers/optimizer.ts';
import { eachDevice } from './support/eachDevice.ts';
import { errorOf } from './support/errorOf.ts';
import { TinyModel } from './support/tinyModel.ts';
import { tokenBatch } from './support/tokenLoader.ts';

/** A batch of 7 rows in which a random part of each is without targets; one row has none at all. */
function unevenBatch(seed: number) {
  const batch = tokenBatch(seed, { batchSize: 7, length: 6 });
  const random = new Random(seed);
  for (let i = 0; i < batch.targets.length; i++) if (random.uniform() < 0.4) batch.targets[i] = -100;
  batch.targets.fill(-100, 12, 18);
  return batch;
}

eachDevice((device) => {
  /** Gradients, loss and norm of one step over the batch in parts of this size, before any update. */
  async function gradients(seed: number, microbatchSize: number | null) {
    const model = new TinyModel({ device: device() });
    const found: Record<string, Float32Array> = {};
    const collect: Optimizer = {
      name: 'none',
      parameters: new Map(model.namedParameters()),
      update: () => {},
      zeroGrad: () => {},
      state: () => ({ tensors: new Map(), values: null }),
      load: () => {},
      dispose: () => {},
    };
    const { loss, gradNorm } = await runStep({
      model,
      task: languageModelTask({ device: device() }),
      optimizer: collect,
      batch: unevenBatch(seed),
      microbatchSize,
      microbatches: 1,
      seed: 0,
      step: 0,
      learningRate: 0,
      gradientClip: null,
    });
    for (const [name, { grad }] of collect.parameters) found[name] = (await grad?.data()) as Float32Array;
    const figures = { loss: await loss.item(), gradNorm: await gradNorm.item() };
    for (const parameter of collect.parameters.values()) parameter.zeroGrad();
    for (const tensor of [loss, gradNorm]) tensor.dispose();
    model.dispose();
    return { found, figures };
  }

  test.each([1, 2, 3])("gradients of any parts add up to the whole batch's (batch %i)", async (seed) => {
    const whole = await gradients(seed, null);
    for (const size of [1, 2, 3, 4, 5, 6, 7, 100]) {
      const parts = await gradients(seed, size);
      expect(parts.figures.loss).toBeCloseTo(whole.figures.loss, 5);
      expect(parts.figures.gradNorm).toBeCloseTo(whole.figures.gradNorm, 5);
      for (const [name, values] of Object.entries(whole.found)) {
        values.forEach((value, i) =>
          expect(Math.abs((parts.found[name]?.[i] ?? NaN) - value)).toBeLessThan(1e-6),
        );
      }
    }
  });

  test('a batch without any target is one clear error', async () => {
    const model = new TinyModel({ device: device() });
    const batch = tokenBatch(5);
    batch.targets.fill(-100);
    const step = () =>
      runStep({
        model,
        task: languageModelTask({ device: device() }),
        optimizer: undefined as unknown as Optimizer,
        batch,
        microbatchSize: 2,
        microbatches: 2,
        seed: 0,
        step: 41,
        learningRate: 0,
        gradientClip: null,
      });
    expect(await errorOf(step)).toBe(
      'training.no-targets\ntraining: step 42, batch 5: expected a batch with at least one target',
    );
    model.dispose();
  });
});
