import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { evaluateModel } from '../src/evaluateModel.ts';
import { languageModelTask, type TokenBatch } from '../src/languageModelTask.ts';
import type { Loader } from '../src/loader.ts';
import type { TrainMetrics } from '../src/metrics.ts';
import { AdamW } from '../src/optimizers/adamW.ts';
import { parameterGroups } from '../src/optimizers/parameterGroups.ts';
import { cosineSchedule } from '../src/schedules/cosineSchedule.ts';
import { Trainer } from '../src/trainer.ts';
import { eachDevice } from './support/eachDevice.ts';
import { TinyModel } from './support/tinyModel.ts';

interface Fixture {
  readonly vocabSize: number;
  readonly dModel: number;
  readonly batchSize: number;
  readonly length: number;
  readonly learningRate: number;
  readonly minLearningRate: number;
  readonly warmup: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  readonly weightDecay: number;
  readonly gradientClip: number;
  readonly initial: Record<string, number[]>;
  readonly batches: { inputs: number[]; targets: number[] }[];
  readonly losses: number[];
  readonly gradNorms: number[];
  readonly learningRates: number[];
  readonly heldOutLoss: number;
  readonly final: Record<string, number[]>;
}

const text = readFileSync(new URL('fixtures/trajectory.json', import.meta.url), 'utf8');
const fixture = JSON.parse(text) as Fixture;
const steps = fixture.losses.length;

const batches = fixture.batches.map(({ inputs, targets }, index): TokenBatch => ({
  inputs: Int32Array.from(inputs),
  targets: Int32Array.from(targets),
  batchSize: fixture.batchSize,
  length: fixture.length,
  index,
}));

const loader = (): Loader<TokenBatch> => {
  let cursor = 0;
  return {
    next: async () => batches[cursor++] ?? null,
    state: () => cursor,
    load: (state) => (cursor = state as number),
    batchesPerEpoch: steps,
    tokensPerBatch: fixture.batchSize * fixture.length,
  };
};

eachDevice((device) => {
  // The fixture takes each batch at once. However it is cut up, with unequal counts, the run must be the same.
  test.each([
    [null, true],
    [4, true],
    [2, true],
    [1, true],
    [null, false],
    [2, false],
  ])('is that of PyTorch, with microbatches of %s, compiled: %s', async (microbatchSize, compile) => {
    const model = new TinyModel({ device: device(), vocabSize: fixture.vocabSize, dModel: fixture.dModel });
    for (const [name, parameter] of model.namedParameters()) {
      parameter.write(Float32Array.from(fixture.initial[name] ?? []));
    }
    const logged: TrainMetrics[] = [];
    const optimizer = new AdamW(parameterGroups(model.namedParameters(), fixture), fixture);
    const task = languageModelTask({ device: device() });
    const trainer = new Trainer({
      model,
      task,
      optimizer,
      schedule: cosineSchedule({ ...fixture, decay: steps }),
      train: loader(),
      callbacks: { figures: { onLog: ({ metrics }) => void logged.push(metrics as TrainMetrics) } },
      settings: {
        duration: `${steps}step`,
        batchSize: fixture.batchSize,
        microbatchSize,
        gradientClip: fixture.gradientClip,
        seed: 0,
        compile,
        logEvery: '1step',
        evaluateEvery: null,
        evaluateBatches: null,
        checkpointEvery: null,
        keepLast: 1,
        keepBest: 1,
      },
    });
    const result = await trainer.fit();

    expect(result.step).toBe(steps);
    expect(logged.map(({ step }) => step)).toEqual(fixture.losses.map((_, i) => i + 1));
    logged.forEach(({ loss, gradNorm, lr }, i) => {
      expect(Math.abs(loss / (fixture.losses[i] ?? NaN) - 1)).toBeLessThan(2e-6);
      expect(Math.abs(gradNorm / (fixture.gradNorms[i] ?? NaN) - 1)).toBeLessThan(1e-5);
      expect(lr).toBeCloseTo(fixture.learningRates[i] ?? NaN, 12);
    });
    for (const [name, values] of Object.entries(await model.values())) {
      values.forEach((value, i) =>
        expect(Math.abs(value - (fixture.final[name]?.[i] ?? NaN))).toBeLessThan(1e-5),
      );
    }
    async function* heldOut() {
      yield* batches.slice(steps);
    }
    const { loss } = await evaluateModel(model, task, heldOut(), { microbatchSize });
    expect(Math.abs(loss / fixture.heldOutLoss - 1)).toBeLessThan(1e-5);
    optimizer.dispose();
    model.dispose();
  });
});
