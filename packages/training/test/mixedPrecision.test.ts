/** Mixed precision: it learns what f32 learns, and skips, on the device, updates whose gradient overflowed. */
import { customGradient, dropout, variable, type Tensor } from '@craft/tensor';
import { describe, expect, test } from 'vitest';
import type { Callback } from '../src/callbacks/callback.ts';
import { nanGuard } from '../src/callbacks/nanGuard.ts';
import { loadCheckpoint } from '../src/checkpoints/loadCheckpoint.ts';
import { isTrainMetrics, type TrainMetrics } from '../src/metrics.ts';
import { readMetrics } from '../src/runs/runFolder.ts';
import type { TrainingSettings } from '../src/trainingSettings.ts';
import { eachDevice } from './support/eachDevice.ts';
import { errorOf } from './support/errorOf.ts';
import { temporaryFolder } from './support/temporaryFolder.ts';
import { tinyRun } from './support/tinyRun.ts';

eachDevice((device) => {
  /** A run in which the gradient that reaches the embeddings is multiplied by `boosts[step]`, counted from 0. */
  async function train(
    settings: Partial<TrainingSettings>,
    boosts: Readonly<Record<number, number>> = {},
    more: Readonly<Record<string, Callback>> = {},
  ) {
    const boost = variable(1);
    const boosted = customGradient({
      name: 'boosted',
      forward: (_, x: Tensor) => x,
      backward: (_, gradient) => gradient.mul(boost),
    });
    /** Weights and moments, by the number of steps made. */
    const states: Record<number, unknown> = {};
    const watch: Callback = {
      onStepStart: async ({ step }) => {
        boost.value = boosts[step] ?? 1;
        const moments = [...tiny.optimizer.state().tensors.values()].map(async (one) => [
          ...(await one.data()),
        ]);
        states[step] = { weights: await tiny.model.values(), moments: await Promise.all(moments) };
      },
    };
    const tiny = await tinyRun({
      device: device(),
      outputs: temporaryFolder(),
      settings: { logEvery: '1step', precision: 'mixed', ...settings },
      callbacks: { watch, ...more },
      drop: (x) => boosted(dropout(x, 0.2)),
    });
    try {
      const { final, checkpoint } = await tiny.trainer.fit();
      const lines = readMetrics(tiny.run?.path ?? '').filter(isTrainMetrics);
      return { final, checkpoint, lines, states, weights: await tiny.model.values() };
    } finally {
      tiny.close();
    }
  }

  const scales = (lines: readonly TrainMetrics[]) => lines.map(({ lossScale }) => lossScale);

  test('reaches nearly the loss of f32', async () => {
    const settings = { duration: '80step', evaluateEvery: '40step' } as const;
    const [mixed, whole] = [await train(settings), await train({ ...settings, precision: 'f32' })];
    expect(whole.lines[0]).not.toHaveProperty('lossScale');
    expect(scales(mixed.lines)).toEqual(Array(80).fill(65536));
    expect(mixed.final.valLoss).not.toBe(whole.final.valLoss);
    expect(Math.abs((mixed.final.valLoss ?? NaN) - (whole.final.valLoss ?? NaN))).toBeLessThan(0.01);
    mixed.lines.forEach(({ loss, gradNorm }, i) => {
      expect(Math.abs(loss - (whole.lines[i]?.loss ?? NaN))).toBeLessThan(0.02);
      expect(Math.abs(gradNorm / (whole.lines[i]?.gradNorm ?? NaN) - 1)).toBeLessThan(0.05);
    });
  });

  describe.each([
    ['a batch at once', {}],
    ['in parts', { microbatchSize: 2 }],
    ['without clipping', { gradientClip: null }],
  ])('%s', (_, settings) => {
    test('a step whose gradient overflows changes nothing and is counted, compiled as eager', async () => {
      const boosts = { 3: 1e30, 4: NaN, 11: 1e30 };
      const runs = [];
      for (const compile of [true, false]) {
        const { lines, states, weights, checkpoint } = await train({ ...settings, compile }, boosts);
        for (const step of [3, 4, 11]) expect(states[step + 1], `step ${step}`).toEqual(states[step]);
        for (const step of [2, 5, 10, 12]) expect(states[step + 1]).not.toEqual(states[step]);
        expect(scales(lines).slice(2, 7)).toEqual([65536, 65536, 32768, 16384, 16384]);
        expect(scales(lines).slice(11, 13)).toEqual([16384, 8192]);
        expect(lines.map(({ skippedSteps }) => skippedSteps)).toEqual(
          lines.map(({ step }) => [4, 5, 12].filter((skipped) => skipped <= step).length),
        );
        expect(lines.map(({ gradNorm }) => gradNorm === null)).toEqual(
          lines.map(({ step }) => [4, 5, 12].includes(step)),
        );
        const { state } = await loadCheckpoint(checkpoint ?? '');
        expect(state.lossScale).toEqual({ scale: 8192, growthTracker: 18, skipped: 3 });
        runs.push({ states, weights, losses: lines.map(({ loss }) => loss) });
      }
      expect(runs[1]).toEqual(runs[0]);
    });
  });

  test('a NaN guard lets the overflow be skipped', async () => {
    const guarded = await train({}, { 3: 1e30 }, { guard: nanGuard({ every: '1step' }) });
    const plain = await train({}, { 3: 1e30 });
    expect(guarded.lines.at(-1)?.skippedSteps).toBe(1);
    expect(guarded.weights).toEqual(plain.weights);
  });

  test('a gradient that is finite at no scale stops the run', async () => {
    const always = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [i, NaN]));
    const error = await errorOf(() => train({}, always));
    expect(error.replace(/in \S+step-/, 'in …/step-')).toMatchInlineSnapshot(`
      "training.loss-scale
      training: expected a finite gradient at some loss scale but received none down to 1 at step 17 (batch 16)
      → The state before is in …/step-00000010. A lower optimizer.learningRate, a longer schedule.warmup or a smaller training.gradientClip may help. So may training.precision=f32."
    `);
  });
});
