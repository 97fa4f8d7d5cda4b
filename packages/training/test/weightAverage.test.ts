import { readFileSync } from 'node:fs';
import { compile, tensor } from '@craft/tensor';
import { describe, expect, test } from 'vitest';
import { latestCheckpoint, readModel, readTensors } from '../src/checkpoints/loadCheckpoint.ts';
import { evaluateModel } from '../src/evaluateModel.ts';
import { languageModelTask } from '../src/languageModelTask.ts';
import { WeightAverage } from '../src/weightAverage.ts';
import { eachDevice } from './support/eachDevice.ts';
import { errorOf } from './support/errorOf.ts';
import { temporaryFolder } from './support/temporaryFolder.ts';
import { tinyRun } from './support/tinyRun.ts';
import { validationBatches } from './support/tokenLoader.ts';

type Values = Record<string, number[]>;

/** Averages by torch.optim.swa_utils over the first run's weights, from tools/reference/trajectories.py. */
interface Fixture {
  readonly runs: { readonly steps: Values[] }[];
  readonly averageDecay: number;
  readonly averages: { readonly plain: Values[]; readonly warmup: Values[] };
}

const text = readFileSync(new URL('fixtures/optimizers.json', import.meta.url), 'utf8');
const { runs, averageDecay, averages } = JSON.parse(text) as Fixture;
const [{ steps } = { steps: [] }] = runs;

eachDevice((device) => {
  describe('WeightAverage', () => {
    test.each([false, true])('is that of PyTorch; with a warm-up: %s', async (warmup) => {
      const parameters = new Map(
        Object.entries(steps[0] ?? {}).map(([name, start]) => [
          name,
          tensor(
            start.map(() => 0),
            { device: device() },
          )
            .requiresGrad_()
            .keep(),
        ]),
      );
      const average = new WeightAverage(parameters, { decay: averageDecay, warmup });
      const update = compile(() => average.update(), { device: device() });
      for (const [i, wanted] of averages[warmup ? 'warmup' : 'plain'].entries()) {
        for (const [name, one] of parameters) one.write(Float32Array.from(steps[i]?.[name] ?? []));
        update();
        for (const [name, one] of average.tensors) {
          const got = await one.data();
          wanted[name]?.forEach((value, at) => expect(got[at]).toBeCloseTo(value, 5));
        }
      }
      expect(average.updates).toBe(10);
      update.dispose();
      average.dispose();
      for (const one of parameters.values()) one.dispose();
    });

    test('is what evaluations and readers of the checkpoint see, and leaves the weights alone', async () => {
      const ema = { decay: 0.99, warmup: false };
      const plain = await tinyRun({ device: device(), outputs: temporaryFolder() });
      const averaging = await tinyRun({ device: device(), outputs: temporaryFolder(), settings: { ema } });
      const [without, result] = [await plain.trainer.fit(), await averaging.trainer.fit()];
      expect(result.final.trainLoss).toBe(without.final.trainLoss);
      expect(result.final.valLoss).not.toBe(without.final.valLoss);
      expect(await averaging.model.values()).toEqual(await plain.model.values());

      const checkpoint = await latestCheckpoint(averaging.run?.checkpoints ?? '');
      if (!checkpoint) throw new Error('expected a checkpoint');
      const saved = await readTensors(checkpoint, 'model');
      expect((await averaging.model.values())['head.weight']).toEqual(saved.get('head.weight')?.data);
      averaging.model.loadStateDict(await readModel(checkpoint));
      const task = languageModelTask({ device: device() });
      const { loss } = await evaluateModel(averaging.model, task, validationBatches());
      expect(loss).toBe(result.final.valLoss);
      for (const one of [plain, averaging]) one.close();
    });

    test('refuses what was saved of another model', async () => {
      const one = tensor([1, 2], { device: device() }).keep();
      const average = new WeightAverage([['a', one]], { decay: 0.9, warmup: true });
      expect(await errorOf(() => average.load(new Map(), 1))).toMatchInlineSnapshot(`
        "ema.state
        weight average: expected a of shape [2] but received none"
      `);
      const wide = { shape: [1, 2], data: new Float32Array(2) };
      expect(await errorOf(() => average.load(new Map([['a', wide]]), 1))).toMatchInlineSnapshot(`
        "ema.state
        weight average: expected a of shape [2] but received [1, 2]"
      `);
      average.dispose();
      one.dispose();
    });
  });
});
